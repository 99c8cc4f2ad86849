import type { Storage, StoredFile } from './storage.js';

interface OpenFile {
  readonly file: Promise<StoredFile>;
  users: number;
  leaving: boolean;
}

/** Keeps the files that were read last open for reading, at most so many that nobody uses. */
export class ReadingFiles {
  /** In the order of their last use. */
  private readonly files = new Map<string, OpenFile>();

  constructor(
    private readonly storage: Storage,
    private readonly idleFiles: number,
  ) {}

  async use<T>(name: string, work: (file: StoredFile) => Promise<T>): Promise<T> {
    const open = this.files.get(name) ?? { file: this.storage.openToRead(name), users: 0, leaving: false };
    this.files.delete(name);
    this.files.set(name, open);
    open.users += 1;
    try {
      return await work(await open.file);
    } catch (error) {
      this.leave(name, open);
      throw error;
    } finally {
      open.users -= 1;
      if (this.files.size > this.idleFiles) this.leaveOldest();
      await closeUnused(open);
    }
  }

  /** Closes every file as soon as nobody reads it. */
  async close(): Promise<void> {
    const open = [...this.files];
    for (const [name, file] of open) this.leave(name, file);
    await Promise.all(open.map(([, file]) => closeUnused(file)));
  }

  private leaveOldest(): void {
    for (const [name, open] of this.files) {
      if (open.users > 0) continue;
      this.leave(name, open);
      void closeUnused(open);
      return;
    }
  }

  private leave(name: string, open: OpenFile): void {
    open.leaving = true;
    if (this.files.get(name) === open) this.files.delete(name);
  }
}

async function closeUnused(open: OpenFile): Promise<void> {
  if (!open.leaving || open.users > 0) return;
  open.users = Number.POSITIVE_INFINITY;
  const file = await open.file.catch(() => undefined);
  await file?.close();
}
