import type { Storage, StoredFile } from './storage.js';
import { FileMissing, StorageLocked } from './storage-errors.js';

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
const readSync = (file: StoredFile, position: number, length: number): string => {
  const into = new Uint8Array(length);
  return text(into.subarray(0, file.readSync(position, into)));
};
const bytes = (content: string): Uint8Array => Buffer.from(content, 'latin1');

/** What every storage must do; what a crash leaves is told apart, where it can be tried. */
export function storageContract(name: string, create: () => Promise<Storage>): void {
  describe(`${name} as Storage`, () => {
    let storage: Storage;

    beforeEach(async () => {
      storage = await create();
    });

    const write = async (file: string, content: string): Promise<void> => {
      const opened = await storage.open(file);
      await opened.append(bytes(content));
      await opened.sync();
      await opened.close();
    };
    const contentOf = async (file: string): Promise<string> => {
      const opened = await storage.openToRead(file);
      const content = text(await opened.read(0, opened.size));
      await opened.close();
      return content;
    };

    it('appends after what a file holds, also when it was opened again', async () => {
      await write('a', 'one');
      await write('a', 'two');
      expect(await contentOf('a')).toBe('onetwo');
    });

    it('reads from a position, as many bytes as there are', async () => {
      await write('a', '0123456789');
      const file = await storage.open('a');
      expect(file.size).toBe(10);
      expect(text(await file.read(3, 4))).toBe('3456');
      expect(text(await file.read(8, 100))).toBe('89');
      expect(text(await file.read(100, 5))).toBe('');
      expect(readSync(file, 3, 4)).toBe('3456');
      expect(readSync(file, 8, 100)).toBe('89');
      expect(readSync(file, 100, 5)).toBe('');
      await file.close();
    });

    it('gives bytes that typed arrays of any width can lie over', async () => {
      await write('a', '0123456789abcdef');
      const file = await storage.open('a');
      expect((await file.read(3, 8)).byteOffset % 8).toBe(0);
      await file.close();
    });

    it('reads what another handle appended after this one was opened', async () => {
      const writer = await storage.open('a');
      const reader = await storage.openToRead('a');
      await writer.append(bytes('news'));
      expect(text(await reader.read(0, 100))).toBe('news');
      await Promise.all([writer.close(), reader.close()]);
    });

    it('goes on at the cut after a truncate', async () => {
      const file = await storage.open('a');
      await file.append(bytes('0123456789'));
      await file.truncate(4);
      expect(file.size).toBe(4);
      await file.append(bytes('x'));
      expect(text(await file.read(0, 100))).toBe('0123x');
      await file.close();
    });

    it('lists the files by name, without locks', async () => {
      await write('b', '');
      await write('a.1', '');
      const lock = await storage.lock('writer');
      expect(await storage.list()).toEqual(['a.1', 'b']);
      await lock.release();
    });

    it('replaces the target of a rename', async () => {
      await write('new', 'new');
      await write('old', 'old');
      await storage.rename('new', 'old');
      await storage.syncFolder();
      expect(await storage.list()).toEqual(['old']);
      expect(await contentOf('old')).toBe('new');
    });

    it('lets readers of a removed file finish', async () => {
      await write('a', 'kept');
      const file = await storage.openToRead('a');
      await storage.remove('a');
      await storage.remove('a');
      expect(await storage.list()).toEqual([]);
      expect(text(await file.read(0, 10))).toBe('kept');
      await file.close();
    });

    it('makes no file when one that is missing is opened to be read', async () => {
      await expect(storage.openToRead('a')).rejects.toThrow(FileMissing);
      expect(await storage.list()).toEqual([]);
    });

    it.each(['../a', 'a/b', '.', '..', '', '/a', '.a', 'a\\b', 'a\0b'])(
      'refuses the name %j',
      async (outside) => {
        await expect((async () => storage.open(outside))()).rejects.toThrow(RangeError);
        await expect((async () => storage.openToRead(outside))()).rejects.toThrow(RangeError);
        await expect((async () => storage.remove(outside))()).rejects.toThrow(RangeError);
        await write('source', '');
        await expect((async () => storage.rename('source', outside))()).rejects.toThrow(RangeError);
      },
    );

    it('gives a lock to one at a time, and again after its release', async () => {
      const first = await storage.lock('writer');
      await expect(storage.lock('writer')).rejects.toThrow(StorageLocked);
      await expect(storage.lock('writer')).rejects.toThrow(StorageLocked);
      await first.release();
      await (await storage.lock('writer')).release();
    });
  });
}
