import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** An open log file, as the system sees it; the calls are short and synchronous. */
export interface LogFile {
  readonly fd: number;
  /** Bytes in it when it was opened. */
  readonly size: number;
}

/**
 * Opens a file to append to, and makes its folder. A line that a crash cut short gets its end, so that the next line
 * stands alone.
 *
 * @throws an Error of the system
 */
export function openLogFile(path: string): LogFile {
  mkdirSync(dirname(path), { recursive: true });
  const fd = openSync(path, 'a+', 0o640);
  try {
    const { size } = fstatSync(fd);
    if (size === 0 || endsLine(fd, size)) return { fd, size };
    writeSync(fd, '\n');
    return { fd, size: size + 1 };
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

function endsLine(fd: number, size: number): boolean {
  const last = Buffer.alloc(1);
  readSync(fd, last, 0, 1, size - 1);
  return last[0] === 0x0a;
}

/** Whether the path leads to another file by now, because somebody moved or deleted this one. */
export function wasMoved(path: string, fd: number): boolean {
  try {
    const { ino, dev } = statSync(path);
    const open = fstatSync(fd);
    return ino !== open.ino || dev !== open.dev;
  } catch {
    return true;
  }
}

/**
 * Makes room for a new file at `path`: `path` becomes `path.1`, `path.1` becomes `path.2`, and so on; what would be
 * beyond `path.<keep>` goes.
 *
 * @throws an Error of the system
 */
export function shiftLogFiles(path: string, keep: number): void {
  if (keep === 0) {
    rmSync(path, { force: true });
    return;
  }
  for (let number = keep; number >= 1; number -= 1) {
    const from = number === 1 ? path : `${path}.${number - 1}`;
    try {
      renameSync(from, `${path}.${number}`);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
}
