import { storageContract } from '../storage/storage.contract.js';
import { StorageFull } from '../storage/storage-errors.js';
import { MemoryStorage, StorageCrashed } from './memory-storage.js';
import { seededRandom } from './seeded-random.js';

storageContract('MemoryStorage', async () => new MemoryStorage());

describe('MemoryStorage', () => {
  const bytes = (content: string) => Buffer.from(content, 'latin1');
  const contentOf = async (storage: MemoryStorage, name: string) => {
    const file = await storage.openToRead(name);
    return Buffer.from(await file.read(0, file.size)).toString('latin1');
  };
  const withFile = async () => {
    const storage = new MemoryStorage();
    const file = await storage.open('a');
    await storage.syncFolder();
    await file.append(bytes('synced.'));
    await file.sync();
    return { storage, file };
  };

  it('forgets in a crash what was not synced', async () => {
    const { storage, file } = await withFile();
    await file.append(bytes('lost'));
    expect(await contentOf(storage.crash({ keep: 0 }), 'a')).toBe('synced.');
  });

  it('keeps a part of what was not synced when told to', async () => {
    const { storage, file } = await withFile();
    await file.append(bytes('torn'));
    expect(await contentOf(storage.crash({ keep: 2 }), 'a')).toBe('synced.to');
  });

  it('forgets created, renamed and removed names without a sync of the folder', async () => {
    const { storage } = await withFile();
    await (await storage.open('b')).sync();
    expect(await storage.crash({ keep: 0 }).list()).toEqual(['a']);
    const renamed = (await withFile()).storage;
    await renamed.rename('a', 'c');
    expect(await renamed.crash({ keep: 0 }).list()).toEqual(['a']);
    const removed = (await withFile()).storage;
    await removed.remove('a');
    expect(await removed.crash({ keep: 0 }).list()).toEqual(['a']);
  });

  it('does not bring back names that were changed before a sync of the folder', async () => {
    for (let seed = 0; seed < 20; seed++) {
      const storage = new MemoryStorage();
      await storage.open('a');
      await storage.syncFolder();
      await storage.remove('a');
      await storage.syncFolder();
      expect(await storage.crash({ keep: seededRandom(seed) }).list()).toEqual([]);
    }
  });

  it('keeps what a killed process wrote, and makes nothing stable by it', async () => {
    const { storage, file } = await withFile();
    await file.append(bytes('cached'));
    await storage.rename('a', 'b');
    const left = storage.kill();
    await expect(file.sync()).rejects.toThrow(StorageCrashed);
    expect(await contentOf(left, 'b')).toBe('synced.cached');
    expect(await contentOf(left.crash({ keep: 0 }), 'a')).toBe('synced.');
  });

  it('brings back bytes whose truncate was not synced', async () => {
    const { storage, file } = await withFile();
    await file.truncate(2);
    await file.append(bytes('new'));
    expect(await contentOf(storage.crash({ keep: 0 }), 'a')).toBe('synced.');
  });

  it('leaves by a generator different remains, always behind what was synced', async () => {
    const remains = new Set<string>();
    for (let seed = 0; seed < 200; seed++) {
      const { storage, file } = await withFile();
      await file.append(bytes('0123456789'));
      const content = await contentOf(storage.crash({ keep: seededRandom(seed) }), 'a');
      expect(content.startsWith('synced.')).toBe(true);
      expect(content.length).toBeLessThanOrEqual(17);
      remains.add(content.slice(7));
    }
    expect(remains.size).toBeGreaterThan(40);
    expect(remains).toContain('');
    expect(remains).toContain('0123456789');
  });

  it('refuses every operation after a crash', async () => {
    const { storage, file } = await withFile();
    storage.crash({ keep: 0 });
    await expect(storage.list()).rejects.toThrow(StorageCrashed);
    await expect(file.append(bytes('x'))).rejects.toThrow(StorageCrashed);
    await expect(file.sync()).rejects.toThrow(StorageCrashed);
    expect(() => file.readSync(0, new Uint8Array(1))).toThrow(StorageCrashed);
  });

  it('crashes in the middle of the operation it was told', async () => {
    const { storage, file } = await withFile();
    storage.crashAfter(1);
    await file.append(bytes('1111'));
    await expect(file.append(bytes('2222'))).rejects.toThrow(StorageCrashed);
    expect(await contentOf(storage.crash({ keep: 100 }), 'a')).toBe('synced.111122');
  });

  it('writes a part of what no longer fits, and all again after there is room', async () => {
    const { storage, file } = await withFile();
    storage.fillAfter(3);
    await expect(file.append(bytes('12345'))).rejects.toThrow(StorageFull);
    expect(await contentOf(storage, 'a')).toBe('synced.123');
    await file.truncate(7);
    await file.append(bytes('abc'));
    expect(await contentOf(storage, 'a')).toBe('synced.abc');
  });

  it('fails at a sync, and makes nothing stable by it or by a later one', async () => {
    const { storage, file } = await withFile();
    await file.append(bytes('x'));
    storage.failSyncs();
    await expect(file.sync()).rejects.toThrow('input/output error');
    await file.sync();
    expect(await contentOf(storage.crash({ keep: 0 }), 'a')).toBe('synced.');
  });

  it('flips a bit', async () => {
    const { storage } = await withFile();
    storage.flipBit('a', 0, 1);
    expect(await contentOf(storage, 'a')).toBe('qynced.');
  });
});
