import { mkdir, open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileCursor } from './file-cursor.js';
import type { BadLine } from './row.js';

/** Where the bad lines of a file are listed: beside its name, and apart from the list of an earlier file of this name. */
export async function nameOfList(failed: string, { file, head }: FileCursor): Promise<string> {
  const plain = `${file}.errors.jsonl`;
  return (await exists(join(failed, plain))) ? `${file}.${head.slice(0, 8)}.errors.jsonl` : plain;
}

/**
 * Adds to a list, durably, after its first `bytes` bytes: what follows them was written by a process that ended before it
 * stored its cursor, and comes again.
 *
 * @returns the bytes of the list
 */
export async function listBadLines(path: string, bytes: number, lines: readonly BadLine[]): Promise<number> {
  const file = await open(path, 'a');
  try {
    const { size } = await file.stat();
    if (size > bytes) await file.truncate(bytes);
    await file.appendFile(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    await file.datasync();
    return (await file.stat()).size;
  } finally {
    await file.close();
  }
}

export async function makeFolder(path: string): Promise<string> {
  await mkdir(path, { recursive: true });
  return path;
}

export async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
