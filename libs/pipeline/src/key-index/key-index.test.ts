import { replaceSmallFile } from '../storage/small-file.js';
import { MemoryStorage } from '../testing/memory-storage.js';
import { KeyIndex } from './key-index.js';

const open = (storage: MemoryStorage, recentEntries = 64, fanIn = 3): Promise<KeyIndex> =>
  KeyIndex.open({ storage, recentEntries, fanIn, seed: 7 });

/** A key of a number, spread over all bytes. */
function keyOf(n: number): Uint8Array {
  const key = Buffer.alloc(16);
  for (let i = 0; i < 16; i += 4) key.writeUInt32BE(Math.imul(n + 1, 0x9e3779b1 + i * 2) >>> 0, i);
  return key;
}

describe('a key index', () => {
  it('answers as a map does, over runs and merges and after being opened again', async () => {
    const storage = new MemoryStorage();
    let index = await open(storage);
    for (let n = 0; n < 3_000; n++) {
      expect(index.get(keyOf(n))).toBeUndefined();
      index.insert(keyOf(n), n * 5);
      await index.settle(n + 1);
      if (n % 500 === 499) {
        const upTo = n + 1;
        await index.close();
        index = await open(storage);
        for (let again = index.durableUpTo; again < upTo; again++) index.insert(keyOf(again), again * 5);
      }
    }
    for (let n = 0; n < 3_000; n++) expect(index.get(keyOf(n))).toBe(n * 5);
    for (let n = 3_000; n < 4_000; n++) expect(index.get(keyOf(n))).toBeUndefined();
    const runs = (await storage.list()).filter((name) => name.startsWith('run-'));
    expect(runs.length).toBeLessThan(10);
    await index.close();
  });

  it('lets the newest value of a key count, wherever the older ones are', async () => {
    const index = await open(new MemoryStorage(), 4, 2);
    for (let round = 0; round < 20; round++) {
      for (let n = 0; n < 5; n++) index.insert(keyOf(n), round * 10 + n);
      await index.settle(round);
      for (let n = 0; n < 5; n++) expect(index.get(keyOf(n))).toBe(round * 10 + n);
    }
    await index.flush(20);
    for (let n = 0; n < 5; n++) expect(index.get(keyOf(n))).toBe(190 + n);
    await index.close();
  });

  it('is refused when a file of it is harmed', async () => {
    const storage = new MemoryStorage();
    const index = await open(storage);
    for (let n = 0; n < 100; n++) index.insert(keyOf(n), n);
    await index.flush(100);
    await index.close();
    const [run] = (await storage.list()).filter((name) => name.startsWith('run-'));
    storage.flipBit(run as string, 40);
    const again = await open(storage);
    const found = (): unknown => Array.from({ length: 100 }, (_, n) => again.get(keyOf(n)));
    expect(found).toThrow('not what was written');
    await again.close();
  });

  it('finds what is being written and merged meanwhile', async () => {
    const index = await open(new MemoryStorage(), 2_000, 2);
    let wrong = 0;
    for (let n = 0; n < 20_000; n++) {
      index.insert(keyOf(n), n);
      if (n % 100 === 99) {
        await index.settle(n + 1);
        await new Promise((resolve) => setImmediate(resolve));
        for (let one = 0; one <= n; one += 97) if (index.get(keyOf(one)) !== one) wrong += 1;
      }
    }
    expect(wrong).toBe(0);
    await index.close();
  });

  it('finds keys that grow with time among older ones and some that do not', async () => {
    const index = await open(new MemoryStorage());
    const key = (n: number): Buffer => {
      const bytes = Buffer.from(keyOf(n));
      if (n % 50 !== 0) bytes.writeUIntBE(1_760_000_000_000 + n - (n % 7) * 9, 0, 6);
      return bytes;
    };
    let early = 0;
    for (let n = 0; n < 2_000; n++) {
      if (index.get(key(n)) !== undefined) early += 1;
      index.insert(key(n), n);
      await index.settle(n + 1);
    }
    expect(early).toBe(0);
    expect(Array.from({ length: 2_000 }, (_, n) => index.get(key(n)))).toEqual([...Array(2_000).keys()]);
    await index.close();
  });

  it('goes on with the seed that it began with', async () => {
    const storage = new MemoryStorage();
    const index = await open(storage);
    for (let n = 0; n < 100; n++) index.insert(keyOf(n), n);
    await index.flush(100);
    await index.close();
    const again = await KeyIndex.open({ storage, seed: 8 });
    expect(Array.from({ length: 100 }, (_, n) => again.get(keyOf(n)))).toEqual([...Array(100).keys()]);
    await again.close();
  });

  it('begins anew where another version left its files', async () => {
    const storage = new MemoryStorage();
    const manifest = { version: 1, durableUpTo: 9, nextFile: 1, runs: [{ file: 'run-00000001', level: 0 }] };
    await replaceSmallFile(storage, 'manifest', Buffer.from(JSON.stringify(manifest)));
    await (await storage.open('run-00000001')).append(new Uint8Array(100));
    const index = await open(storage);
    expect(index.durableUpTo).toBe(0);
    expect(await storage.list()).toEqual(['manifest']);
    await index.close();
  });

  it('begins anew where the owner entered other things, and not where it is the same', async () => {
    const storage = new MemoryStorage();
    const at = (entriesVersion?: number): Promise<KeyIndex> =>
      KeyIndex.open({ storage, seed: 7, ...(entriesVersion === undefined ? {} : { entriesVersion }) });
    const index = await at();
    index.insert(keyOf(1), 1);
    await index.flush(1);
    await index.close();
    for (const [version, durableUpTo, value] of [
      [0, 1, 1],
      [2, 0, undefined],
    ] as const) {
      const again = await at(version);
      expect([again.durableUpTo, again.get(keyOf(1))]).toEqual([durableUpTo, value]);
      await again.close();
    }
    const third = await at(2);
    third.insert(keyOf(2), 2);
    await third.flush(5);
    await third.close();
    const fourth = await at(2);
    expect([fourth.durableUpTo, fourth.get(keyOf(2))]).toEqual([5, 2]);
    await fourth.close();
  });

  it('looks up and adds at once, wherever the key is', async () => {
    const index = await open(new MemoryStorage(), 16, 2);
    for (let n = 0; n < 200; n++) {
      expect(index.getOrInsert(keyOf(n), n)).toBeUndefined();
      expect(index.getOrInsert(keyOf(n >> 1), 1_000)).toBe(n >> 1);
      await index.settle(n + 1);
    }
    for (let n = 0; n < 200; n++) expect(index.get(keyOf(n))).toBe(n);
    await index.close();
  });

  it('waits when far more runs are there than it can merge', async () => {
    const storage = new MemoryStorage();
    const index = await open(storage, 4_000, 2);
    let most = 0;
    for (let n = 0; n < 100_000; n++) {
      index.insert(keyOf(n), n);
      if (n % 4_000 !== 3_999) continue;
      await index.flush(n + 1);
      const files = await storage.list();
      most = Math.max(most, files.filter((name) => name.startsWith('run-')).length);
    }
    // Six small ones, and of each other level two that are merged into a third, with the one that waits.
    expect(most).toBeLessThan(6 + 4 * 4);
    await index.close();
  });

  it('merges what it was closed over when it is opened again', async () => {
    const storage = new MemoryStorage();
    const index = await open(storage, 64, 100);
    for (let n = 0; n < 64 * 9; n++) {
      index.insert(keyOf(n), n);
      await index.settle(n + 1);
    }
    await index.flush(64 * 9);
    await index.close();
    const again = await open(storage, 64, 3);
    for (let turn = 0; turn < 200; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(await storage.list()).toEqual(['manifest', expect.stringMatching('run-')]);
    await again.close();
  });

  it('says so and loses nothing when there is no more room', async () => {
    const storage = new MemoryStorage();
    const index = await open(storage);
    for (let n = 0; n < 100; n++) index.insert(keyOf(n), n);
    storage.fillAfter(2_000);
    await expect(index.flush(100)).rejects.toThrow('no room');
    await expect(index.settle(100)).rejects.toThrow('no room');
    expect(index.durableUpTo).toBe(0);
    expect(Array.from({ length: 100 }, (_, n) => index.get(keyOf(n)))).toEqual([...Array(100).keys()]);
    await index.close();
  });
});
