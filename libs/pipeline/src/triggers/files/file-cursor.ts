import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { FILE_BEGIN, type FilePosition } from './row.js';

/** How far a file has been read. */
export interface FileCursor extends FilePosition {
  /** The name of the file in its folder. */
  readonly file: string;
  /** SHA-256 of its first `headBytes` bytes: another file of this name begins anew. */
  readonly head: string;
  readonly headBytes: number;
  /** Rows that were taken, and lines that were bad. */
  readonly rows: number;
  readonly bad: number;
  /** Where its bad lines are listed, and how long that list is; undefined while there are none. */
  readonly errors: { readonly file: string; readonly bytes: number } | undefined;
  /** Everything was read; the file is only to be moved. */
  readonly finished: boolean;
}

/** Enough to tell files of one name apart, and read at once. */
const HEAD_BYTES = 64 * 1024;

export async function beginCursor(file: string, handle: FileHandle): Promise<FileCursor> {
  const { head, headBytes } = await headOf(handle, HEAD_BYTES);
  return { file, head, headBytes, ...FILE_BEGIN, rows: 0, bad: 0, errors: undefined, finished: false };
}

/** Does the file begin with what it began with when the cursor was made? It may have grown since. */
export async function isSameFile(cursor: FileCursor, handle: FileHandle): Promise<boolean> {
  const { head, headBytes } = await headOf(handle, cursor.headBytes);
  return head === cursor.head && headBytes === cursor.headBytes;
}

async function headOf(handle: FileHandle, length: number): Promise<{ head: string; headBytes: number }> {
  const bytes = Buffer.alloc(length);
  let headBytes = 0;
  for (let read = -1; read !== 0 && headBytes < length; headBytes += read)
    ({ bytesRead: read } = await handle.read(bytes, headBytes, length - headBytes, headBytes));
  return { head: createHash('sha256').update(bytes.subarray(0, headBytes)).digest('hex'), headBytes };
}
