import type { Storage, StoredFile } from '../../storage/storage.js';
import { CursorFile } from './cursor-store.js';

/** Files that last as long as this object; what was not synced before its rename is forgotten. */
function memoryStorage() {
  const files = new Map<string, { bytes: Buffer; synced: Buffer }>();
  const open = async (name: string): Promise<StoredFile> => {
    const file = files.get(name) ?? { bytes: Buffer.alloc(0), synced: Buffer.alloc(0) };
    files.set(name, file);
    const read = (position: number, length: number): Uint8Array =>
      file.bytes.subarray(position, position + length);
    return {
      get size() {
        return file.bytes.length;
      },
      append: async (bytes) => {
        file.bytes = Buffer.concat([file.bytes, bytes]);
      },
      read: async (position, length) => read(position, length),
      readSync: (position, into) => {
        const bytes = read(position, into.length);
        into.set(bytes);
        return bytes.length;
      },
      sync: async () => {
        file.synced = file.bytes;
      },
      truncate: async (size) => {
        file.bytes = file.bytes.subarray(0, size);
      },
      close: async () => {},
    };
  };
  const storage: Storage = {
    open,
    openToRead: open,
    lock: async () => ({ release: async () => {} }),
    list: async () => [...files.keys()],
    rename: async (from, to) => {
      const file = files.get(from);
      if (file === undefined) throw new Error(`no ${from}`);
      files.set(to, { bytes: file.synced, synced: file.synced });
      files.delete(from);
    },
    remove: async (name) => void files.delete(name),
    syncFolder: async () => {},
  };
  return storage;
}

describe('CursorFile', () => {
  it('has nothing before anything was saved', async () => {
    expect(await new CursorFile(memoryStorage(), 'cursores.json').load()).toBeUndefined();
  });

  it('gives what was saved last, also after a shorter one', async () => {
    const storage = memoryStorage();
    const cursor = {
      file: 'ações.csv',
      head: 'ab',
      headBytes: 1,
      position: '9007199254740993',
      line: 3,
      rows: 1,
      bad: 0,
      errors: undefined,
      finished: false,
    };
    await new CursorFile(storage, 'cursores.json').save({ scanFrom: 7, cursors: [cursor, cursor] });
    await new CursorFile(storage, 'cursores.json').save({ scanFrom: 8, cursors: [cursor] });
    expect(await new CursorFile(storage, 'cursores.json').load()).toEqual({ scanFrom: 8, cursors: [cursor] });
    expect(await storage.list()).toEqual(['cursores.json']);
  });
});
