import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { DatasetError } from './dataset-error.js';

/**
 * The bytes of a file, unpacked on the way when they begin as gzip does, whatever the name.
 *
 * @throws DatasetError when there is no such file, it cannot be read, or its gzip is broken or cut short
 */
export async function* openBytes(path: string): AsyncGenerator<Buffer> {
  try {
    // Asked first: a stream that fails before anyone listens ends the process.
    const packed = await isGzip(path);
    const bytes = createReadStream(path, { highWaterMark: 256 * 1024 });
    // The callback takes errors; they also end the iteration below.
    const source: Readable = packed ? pipeline(bytes, createGunzip(), () => undefined) : bytes;
    yield* source;
  } catch (error) {
    throw explain(error, path);
  }
}

async function isGzip(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer.readUInt16BE(0) === 0x1f8b;
  } finally {
    await file.close();
  }
}

function explain(error: unknown, path: string): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') {
    return new DatasetError(`${path}: no such file; a relative path counts from where the command was typed`);
  }
  if (code === 'EISDIR') return new DatasetError(`${path} is a folder, --dataset takes a file`);
  if (code === 'EACCES' || code === 'EPERM') return new DatasetError(`${path}: may not be read`);
  if (code?.startsWith('Z_'))
    return new DatasetError(`${path}: its gzip is broken or cut short (${message})`);
  return error;
}
