import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

export interface LogFile {
  readonly path: string;
  readonly bytes: number;
  /** The same for one file under two names. */
  readonly identity: string;
  readonly modifiedMs: number;
}

/** `cursos.log`, `cursos.log.1`, and as log rotation of the system leaves them: `cursos.log.2.gz`. */
const LOG_NAME = /^[a-z][a-z0-9-]*\.log(\.\d+)?(\.gz)?$/;

/**
 * The logs in a folder, the newest first: a file that moves on by rotation while others are read is then met again, which
 * its identity tells, and never missed.
 *
 * @throws an Error of the system when the folder can't be read
 */
export async function logFilesIn(folder: string): Promise<readonly LogFile[]> {
  const names = (await readdir(folder)).filter((name) => LOG_NAME.test(name));
  const files = await Promise.all(names.map((name) => describe(join(folder, name)).catch(() => undefined)));
  return files.filter((file) => file !== undefined).sort((a, b) => b.modifiedMs - a.modifiedMs);
}

/** @throws an Error of the system */
export async function describe(path: string): Promise<LogFile> {
  const { size, dev, ino, mtimeMs } = await stat(path);
  return { path, bytes: size, identity: `${dev}:${ino}`, modifiedMs: mtimeMs };
}
