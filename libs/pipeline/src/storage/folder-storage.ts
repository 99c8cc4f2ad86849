import { type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { FolderFile } from './folder-file.js';
import { lockFolder } from './folder-lock.js';
import { checkFileName, type Storage, type StorageLock, type StoredFile } from './storage.js';
import { FileMissing, StorageFull } from './storage-errors.js';

const LOCK_SUFFIX = '.lock';
const LOCK_FILE = /\.lock(-journal)?$/;

/** A folder of this machine's file system. */
export class FolderStorage implements Storage {
  private constructor(private readonly folder: string) {}

  /** Makes the folder, and those above it, when it is not there. */
  static async open(folder: string): Promise<FolderStorage> {
    const path = resolve(folder);
    const firstMade = await mkdir(path, { recursive: true });
    if (firstMade !== undefined)
      for (let made = path; made.length >= firstMade.length; made = dirname(made))
        await syncFolder(dirname(made));
    return new FolderStorage(path);
  }

  async open(name: string): Promise<StoredFile> {
    // 'a+' would make every write an append of the kernel's choosing, also after a truncate of ours that failed.
    return FolderFile.of(await this.openHandle(name, ['r+', 'wx+']));
  }

  async openToRead(name: string): Promise<StoredFile> {
    return FolderFile.of(await this.openHandle(name, ['r']));
  }

  async list(): Promise<readonly string[]> {
    const entries = await readdir(this.folder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && !LOCK_FILE.test(entry.name))
      .map((entry) => entry.name)
      .sort();
  }

  rename(from: string, to: string): Promise<void> {
    return rename(this.pathOf(from), this.pathOf(to));
  }

  remove(name: string): Promise<void> {
    return rm(this.pathOf(name), { force: true });
  }

  syncFolder(): Promise<void> {
    return syncFolder(this.folder);
  }

  async lock(name: string): Promise<StorageLock> {
    return lockFolder(join(this.folder, checkFileName(name) + LOCK_SUFFIX));
  }

  private async openHandle(name: string, flags: readonly string[]): Promise<FileHandle> {
    const path = this.pathOf(name);
    for (const flag of flags) {
      try {
        return await open(path, flag);
      } catch (cause) {
        const { code } = cause as NodeJS.ErrnoException;
        if (code === 'ENOSPC' || code === 'EDQUOT') throw new StorageFull(`${path}: no room`, { cause });
        if (code !== 'ENOENT') throw cause;
      }
    }
    throw new FileMissing(`${path}: no such file`);
  }

  private pathOf(name: string): string {
    checkFileName(name);
    if (LOCK_FILE.test(name)) throw new RangeError(`${name}: names of locks are no files`);
    return join(this.folder, name);
  }
}

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
