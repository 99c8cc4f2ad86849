import { readSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import type { StoredFile } from './storage.js';
import { StorageFull } from './storage-errors.js';

/** A file of a FolderStorage. It keeps its own end, so a write that failed half-way is known to the byte. */
export class FolderFile implements StoredFile {
  private constructor(
    private readonly handle: FileHandle,
    private end: number,
  ) {}

  static async of(handle: FileHandle): Promise<FolderFile> {
    return new FolderFile(handle, (await handle.stat()).size);
  }

  get size(): number {
    return this.end;
  }

  async append(bytes: Uint8Array): Promise<void> {
    let written = 0;
    try {
      while (written < bytes.length) {
        const { bytesWritten } = await this.handle.write(bytes, written, bytes.length - written, this.end);
        written += bytesWritten;
        this.end += bytesWritten;
      }
    } catch (cause) {
      throw fullOr(cause);
    }
  }

  async read(position: number, length: number): Promise<Uint8Array> {
    const bytes = room(length);
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await this.handle.read(bytes, filled, bytes.length - filled, position + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return bytes.subarray(0, filled);
  }

  readSync(position: number, into: Uint8Array): number {
    let filled = 0;
    while (filled < into.length) {
      const bytesRead = readSync(this.handle.fd, into, filled, into.length - filled, position + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return filled;
  }

  async sync(): Promise<void> {
    try {
      await this.handle.datasync();
    } catch (cause) {
      throw fullOr(cause);
    }
  }

  async truncate(size: number): Promise<void> {
    await this.handle.truncate(size);
    this.end = size;
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}

/** Memory of its own, aligned, so that typed arrays of any width can lie over it. */
function room(length: number): Uint8Array {
  return new Uint8Array(new ArrayBuffer(length));
}

function fullOr(cause: unknown): unknown {
  const { code, message } = cause as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT' ? new StorageFull(message, { cause }) : cause;
}
