import type { Storage } from '../../storage/storage.js';
import type { FileCursor } from './file-cursor.js';

/** The cursors of a watched folder as they were at some time, and what the log may hold that is newer. */
export interface StoredCursors {
  /** Records before this offset are in `cursors` already. */
  readonly scanFrom: number;
  readonly cursors: readonly FileCursor[];
}

export interface CursorStore {
  load(): Promise<StoredCursors | undefined>;
  /** Replaces what was stored; durable when it resolves. */
  save(stored: StoredCursors): Promise<void>;
}

/** Keeps cursors as one JSON file of a storage. */
export class CursorFile implements CursorStore {
  constructor(
    private readonly storage: Storage,
    private readonly name: string,
  ) {}

  async load(): Promise<StoredCursors | undefined> {
    if (!(await this.storage.list()).includes(this.name)) return undefined;
    const file = await this.storage.open(this.name);
    try {
      return JSON.parse(Buffer.from(await file.read(0, file.size)).toString('utf8')) as StoredCursors;
    } finally {
      await file.close();
    }
  }

  async save(stored: StoredCursors): Promise<void> {
    const fresh = `${this.name}.new`;
    const file = await this.storage.open(fresh);
    try {
      await file.truncate(0);
      await file.append(Buffer.from(JSON.stringify(stored)));
      await file.sync();
    } finally {
      await file.close();
    }
    await this.storage.rename(fresh, this.name);
    await this.storage.syncFolder();
  }
}
