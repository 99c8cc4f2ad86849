import { crc32Checksum } from '../storage/frame.js';
import type { Storage, StoredFile } from '../storage/storage.js';
import { StorageFull } from '../storage/storage-errors.js';

const FILE = 'acknowledged';
/** f64 end, u32 checksum of it, u32 zero. */
const ENTRY_BYTES = 16;
const CHECKED_BYTES = 8;
const LARGEST_BYTES = 64 * 1024;

/**
 * Remembers how far the log has acknowledged records, to tell a frame torn by a crash from a frame that was harmed
 * later. It is a hint: written after the fact and synced only at a clean end. It is never too high; a crash of the
 * process leaves it exact, a loss of power may leave it some seconds old.
 */
export class AcknowledgedMark {
  private constructor(
    private readonly file: StoredFile,
    private marked: number,
  ) {}

  static async open(storage: Storage): Promise<AcknowledgedMark> {
    const file = await storage.open(FILE);
    const marked = lastEntry(await file.read(0, file.size));
    return new AcknowledgedMark(file, marked);
  }

  /** Records before this offset were acknowledged; perhaps more were. */
  get end(): number {
    return this.marked;
  }

  async set(end: number): Promise<void> {
    if (end === this.marked) return;
    const entry = new Uint8Array(ENTRY_BYTES);
    const view = new DataView(entry.buffer);
    view.setFloat64(0, end, true);
    view.setUint32(CHECKED_BYTES, crc32Checksum(entry.subarray(0, CHECKED_BYTES), 0), true);
    try {
      if (this.file.size >= LARGEST_BYTES) await this.file.truncate(0);
      const part = this.file.size % ENTRY_BYTES;
      if (part !== 0) await this.file.truncate(this.file.size - part);
      await this.file.append(entry);
      this.marked = end;
    } catch (error) {
      if (!(error instanceof StorageFull)) throw error;
    }
  }

  async close({ sync }: { readonly sync: boolean }): Promise<void> {
    if (sync) await this.file.sync();
    await this.file.close();
  }
}

function lastEntry(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let last = 0;
  for (let at = 0; at + ENTRY_BYTES <= bytes.length; at += ENTRY_BYTES) {
    const checked = bytes.subarray(at, at + CHECKED_BYTES);
    if (view.getUint32(at + CHECKED_BYTES, true) === crc32Checksum(checked, 0))
      last = Math.max(last, view.getFloat64(at, true));
  }
  return last;
}
