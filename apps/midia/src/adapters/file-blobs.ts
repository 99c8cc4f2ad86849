import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BlobInProgress, Blobs } from '../app/ports.js';
import { semEspaco } from '../domain/errors.js';
import type { Intervalo } from '../domain/intervalo.js';
import { KeyedLock } from './keyed-lock.js';

const PIECE_BYTES = 64 * 1024;
/** Enough for every signature that `file-type` knows. */
const HEAD_BYTES = 4_100;
const SHA256 = /^[0-9a-f]{64}$/;

interface Received extends BlobInProgress {
  readonly file: string;
}

/**
 * Bytes as files: `ab/cd/<sha256>` below a folder, written to `tmp/` first. A file is synchronised before it gets its
 * name and the folder after it, so that a name never stands for bytes that a crash can take back.
 */
export class FileBlobs implements Blobs {
  private readonly lock = new KeyedLock();

  private constructor(private readonly folder: string) {}

  /** Makes the folder and removes what an earlier process left half-received. */
  static async open(folder: string): Promise<FileBlobs> {
    await rm(join(folder, 'tmp'), { recursive: true, force: true });
    await mkdir(join(folder, 'tmp'), { recursive: true });
    return new FileBlobs(folder);
  }

  async receber(pieces: AsyncIterable<Buffer>): Promise<BlobInProgress> {
    const file = join(this.folder, 'tmp', randomUUID());
    const hash = createHash('sha256');
    const heads: Buffer[] = [];
    let tamanhoBytes = 0;
    try {
      await withFile(await open(file, 'wx'), async (handle) => {
        for await (const piece of pieces) {
          if (tamanhoBytes < HEAD_BYTES) heads.push(piece);
          hash.update(piece);
          tamanhoBytes += piece.length;
          await writeAll(handle, piece);
        }
        await handle.sync();
      });
    } catch (error) {
      await rm(file, { force: true });
      throw isDiskFull(error) ? semEspaco(error) : error;
    }
    const cabeca = Buffer.concat(heads).subarray(0, HEAD_BYTES);
    const received: Received = { file, sha256: hash.digest('hex'), tamanhoBytes, cabeca };
    return received;
  }

  async guardar(received: BlobInProgress): Promise<void> {
    const place = this.placeOf(received.sha256);
    try {
      await mkdir(dirname(place), { recursive: true });
      await rename((received as Received).file, place);
      for (const folder of [dirname(place), dirname(dirname(place)), this.folder]) await syncFolder(folder);
    } catch (error) {
      throw isDiskFull(error) ? semEspaco(error) : error;
    }
  }

  async descartar(received: BlobInProgress): Promise<void> {
    await rm((received as Received).file, { force: true });
  }

  async ler(
    sha256: string,
    tamanhoBytes: number,
    intervalo: Intervalo,
  ): Promise<AsyncIterable<Buffer> | undefined> {
    let handle: FileHandle;
    try {
      handle = await open(this.placeOf(sha256), 'r');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
    const { size } = await handle.stat();
    if (size !== tamanhoBytes || intervalo.comprimento === 0) await handle.close();
    if (size !== tamanhoBytes) return undefined;
    return intervalo.comprimento === 0 ? none() : piecesOf(handle, intervalo);
  }

  async excluir(sha256: string): Promise<void> {
    await rm(this.placeOf(sha256), { force: true });
  }

  async *listar(): AsyncIterable<string> {
    for (const first of await foldersIn(this.folder)) {
      for (const second of await foldersIn(join(this.folder, first))) {
        for (const name of await readdir(join(this.folder, first, second))) {
          if (SHA256.test(name)) yield name;
        }
      }
    }
  }

  exclusivo<T>(sha256: string, work: () => Promise<T>): Promise<T> {
    return this.lock.run(sha256, work);
  }

  private placeOf(sha256: string): string {
    return join(this.folder, sha256.slice(0, 2), sha256.slice(2, 4), sha256);
  }
}

async function* none(): AsyncIterable<Buffer> {}

/** Closes the file when the reader has enough, fails or is done. */
async function* piecesOf(handle: FileHandle, { inicio, comprimento }: Intervalo): AsyncIterable<Buffer> {
  try {
    for (let at = inicio; at < inicio + comprimento; ) {
      const length = Math.min(PIECE_BYTES, inicio + comprimento - at);
      const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(length), 0, length, at);
      if (bytesRead === 0) throw new Error('the file became shorter while it was read');
      yield buffer.subarray(0, bytesRead);
      at += bytesRead;
    }
  } finally {
    await handle.close();
  }
}

async function writeAll(handle: FileHandle, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length; ) at += (await handle.write(bytes, at)).bytesWritten;
}

async function withFile<T>(handle: FileHandle, work: (handle: FileHandle) => Promise<T>): Promise<T> {
  try {
    return await work(handle);
  } finally {
    await handle.close();
  }
}

/** Makes a rename durable. Windows can't open folders and needs no such thing. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  await withFile(await open(folder, 'r'), (handle) => handle.sync());
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory() && entry.name.length === 2).map(({ name }) => name);
}

const isDiskFull = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
