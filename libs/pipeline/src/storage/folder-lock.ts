import Sqlite from 'libsql';
import type { StorageLock } from './storage.js';
import { StorageLocked } from './storage-errors.js';

/**
 * Locks a file through the kernel, by an exclusive transaction of SQLite that is never ended: Node itself has no flock,
 * and a file with a process id in it can be neither taken over without a race nor checked from another container. The
 * kernel lets go when the process ends, also by kill -9.
 *
 * Nobody else may open the file: closing any descriptor of it would drop this process's locks (POSIX fcntl).
 *
 * @throws StorageLocked
 */
export function lockFolder(path: string): StorageLock {
  const database = new Sqlite(path, { timeout: 0 });
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (cause) {
    database.close();
    if (!(cause as { code?: string }).code?.startsWith('SQLITE_BUSY')) throw cause;
    throw new StorageLocked(`${path}: another process or store has this folder open for writing`, { cause });
  }
  return {
    release: async () => {
      database.close();
    },
  };
}
