import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderStorage } from '../storage/folder-storage.js';
import type { Storage } from '../storage/storage.js';
import { StorageLocked } from '../storage/storage-errors.js';
import { MemoryStorage } from '../testing/memory-storage.js';
import { contentOf, durableLogContract, record } from './durable-log.contract.js';
import { LogBusy, LogClosed, LogCorrupt, LogFull } from './log-errors.js';
import { SegmentedLog, type SegmentedLogOptions } from './segmented-log.js';

/** So small that a few records fill segments, windows and groups. */
const SMALL: SegmentedLogOptions = { segmentBytes: 200, readBytes: 64, maxGroupBytes: 100 };

const fixtureOver = async (storage: Storage, options: SegmentedLogOptions) => {
  let log = await SegmentedLog.open(storage, options);
  return {
    log,
    reopen: async () => {
      await log.close();
      log = await SegmentedLog.open(storage, options);
      return log;
    },
  };
};

durableLogContract('SegmentedLog', () => fixtureOver(new MemoryStorage(), {}));
durableLogContract('SegmentedLog of small segments', () => fixtureOver(new MemoryStorage(), SMALL));

describe('SegmentedLog in a folder', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'segmented-log-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  durableLogContract('SegmentedLog', async () => fixtureOver(await FolderStorage.open(folder), SMALL));
});

describe('SegmentedLog', () => {
  const filled = async (count: number, options: SegmentedLogOptions = {}) => {
    const storage = new MemoryStorage();
    const log = await SegmentedLog.open(storage, options);
    for (let i = 0; i < count; i++) await log.append([record(`record ${i}`)]);
    return { storage, log };
  };
  const closedWith = async (count: number, options: SegmentedLogOptions = {}) => {
    const { storage, log } = await filled(count, options);
    await log.close();
    return storage;
  };
  const lastSegmentOf = async (storage: Storage) =>
    (await storage.list()).filter((name) => name.endsWith('.log')).at(-1) as string;
  const expected = (count: number) => Array.from({ length: count }, (_, i) => `record ${i}`);

  it('is open for writing once at a time', async () => {
    const { storage, log } = await filled(1);
    await expect(SegmentedLog.open(storage)).rejects.toThrow(StorageLocked);
    await log.close();
    await (await SegmentedLog.open(storage)).close();
  });

  it('lets go of the lock when it cannot be opened', async () => {
    const storage = await closedWith(3);
    storage.flipBit(await lastSegmentOf(storage), 20);
    await expect(SegmentedLog.open(storage)).rejects.toThrow(LogCorrupt);
    await expect(SegmentedLog.open(storage)).rejects.toThrow(LogCorrupt);
  });

  it('syncs once for all appends that wait', async () => {
    const { storage, log } = await filled(0);
    const before = storage.syncs;
    await Promise.all(Array.from({ length: 100 }, (_, i) => log.append([record(i)])));
    expect(storage.syncs - before).toBeLessThanOrEqual(2);
  });

  it('takes no more than the bytes that may wait, and goes on when they are stored', async () => {
    const { log } = await filled(0, { maxPendingBytes: 300 });
    const bytes = new Uint8Array(96);
    const taken = [log.append([bytes]), log.append([bytes]), log.append([bytes])];
    await expect(log.append([bytes])).rejects.toThrow(LogBusy);
    await Promise.all(taken);
    expect(await log.append([bytes])).toBe(3);
  });

  it('refuses an append that is too large', async () => {
    const { log } = await filled(0, { maxAppendBytes: 100 });
    await expect(log.append([new Uint8Array(97)])).rejects.toThrow(RangeError);
    await log.append([new Uint8Array(96)]);
  });

  it('reads a frame that is larger than what it reads at once', async () => {
    const { log } = await filled(0, { readBytes: 64 });
    await log.append(expected(50).map(record));
    expect(await contentOf(log)).toEqual(expected(50));
  });

  it('opens with its sealed segments unread', async () => {
    const storage = await closedWith(100, { segmentBytes: 400 });
    const index = (await storage.list()).filter((name) => name.endsWith('.index'));
    expect(index.length).toBeGreaterThan(5);
    storage.flipBit('0000000000000000.log', 20);
    const log = await SegmentedLog.open(storage);
    await expect(log.read(0, 1)).rejects.toThrow(LogCorrupt);
    expect(await contentOf(log, 50)).toEqual(expected(100).slice(50));
  });

  it.each(['lost', 'harmed'])(
    'scans a sealed segment whose index is %s, and writes it again',
    async (fate) => {
      const storage = await closedWith(100, SMALL);
      const [index] = (await storage.list()).filter((name) => name.endsWith('.index')) as [string];
      if (fate === 'lost') await storage.remove(index);
      else storage.flipBit(index, 30);
      const log = await SegmentedLog.open(storage, SMALL);
      expect(await contentOf(log)).toEqual(expected(100));
      expect(await storage.list()).toContain(index);
    },
  );

  describe('after a crash', () => {
    it('cuts off a frame that was not acknowledged and goes on', async () => {
      const { storage, log } = await filled(3);
      const size = storage.sizeOf(await lastSegmentOf(storage));
      storage.crashAfter(0);
      await expect(log.append([record('a long record that was never acknowledged')])).rejects.toThrow(
        LogClosed,
      );
      const left = storage.crash({ keep: 30 });
      expect(left.sizeOf(await lastSegmentOf(left))).toBe(size + 30);
      const next = await SegmentedLog.open(left);
      expect(left.sizeOf(await lastSegmentOf(left))).toBe(size);
      expect(await next.append([record('record 3')])).toBe(3);
      expect(await contentOf(next)).toEqual(expected(4));
    });

    it('makes durable what it finds whole, before it gives it to a reader', async () => {
      const { storage, log } = await filled(1);
      storage.crashAfter(1);
      await expect(log.append([record('record 1')])).rejects.toThrow(LogClosed);
      const killed = storage.kill();
      const next = await SegmentedLog.open(killed);
      expect(await contentOf(next)).toEqual(expected(2));
      expect(await contentOf(await SegmentedLog.open(killed.crash({ keep: 0 })))).toEqual(expected(2));
    });
  });

  describe('a flipped bit', () => {
    it.each(['first', 'middle', 'last'])('in the %s frame is refused with its offset', async (which) => {
      const offset = { first: 0, middle: 2, last: 4 }[which] as number;
      const storage = await closedWith(5);
      const file = await lastSegmentOf(storage);
      const frameBytes = storage.sizeOf(file) / 5;
      storage.flipBit(file, frameBytes * offset + 33);
      await expect(SegmentedLog.open(storage)).rejects.toMatchObject({
        name: 'LogCorrupt',
        offset,
        file,
        position: frameBytes * offset,
      });
    });

    it('in the last frame is refused after a kill -9, too', async () => {
      const { storage } = await filled(5);
      const killed = storage.kill();
      const file = await lastSegmentOf(killed);
      killed.flipBit(file, killed.sizeOf(file) - 1);
      await expect(SegmentedLog.open(killed)).rejects.toMatchObject({ offset: 4 });
    });

    it('before another frame is refused also without the mark of what was acknowledged', async () => {
      const storage = await closedWith(5);
      await storage.remove('acknowledged');
      storage.flipBit(await lastSegmentOf(storage), 33);
      await expect(SegmentedLog.open(storage)).rejects.toMatchObject({ offset: 0 });
    });

    it('at any place is refused when the log is opened or read', async () => {
      const options = { segmentBytes: 150 };
      const pristine = await closedWith(9, options);
      const files = (await pristine.list()).filter((name) => name.endsWith('.log'));
      expect(files.length).toBeGreaterThan(2);
      for (const file of files)
        for (let position = 0; position < pristine.sizeOf(file); position++) {
          const storage = await closedWith(9, options);
          storage.flipBit(file, position, position % 8);
          const read = async () => contentOf(await SegmentedLog.open(storage, options));
          await expect(read()).rejects.toThrow(LogCorrupt);
        }
    });

    it('leaves the records before it readable', async () => {
      const storage = await closedWith(9, { segmentBytes: 150 });
      storage.flipBit('0000000000000000.log', 100);
      const log = await SegmentedLog.open(storage);
      expect((await log.read(0, 10)).map(({ offset }) => offset)).toEqual([0, 1]);
      await expect(log.read(2, 10)).rejects.toMatchObject({ offset: 2 });
    });

    it('in the offsets of groups is refused', async () => {
      const { storage, log } = await filled(5);
      await log.commit('a', 3);
      await log.close();
      storage.flipBit('groups', 20);
      await expect(SegmentedLog.open(storage)).rejects.toThrow(LogCorrupt);
    });
  });

  it('refuses to open without one of its segments', async () => {
    for (const which of [0, 1, -1]) {
      const storage = await closedWith(9, { segmentBytes: 150 });
      const files = (await storage.list()).filter((name) => name.endsWith('.log'));
      await storage.remove(files.at(which) as string);
      await expect(SegmentedLog.open(storage)).rejects.toThrow(LogCorrupt);
    }
  });

  it('refuses a frame copied to another place', async () => {
    const storage = await closedWith(2);
    const file = await storage.open(await lastSegmentOf(storage));
    await file.append(await file.read(0, file.size / 2));
    const log = await SegmentedLog.open(storage);
    expect(await contentOf(log)).toEqual(expected(2));
  });

  it('does not take a frame inside a record for a frame', async () => {
    const storage = await closedWith(3);
    const file = await storage.openToRead(await lastSegmentOf(storage));
    const frames = await file.read(0, file.size);
    const { storage: other, log } = await filled(0);
    other.crashAfter(1);
    await expect(log.append([frames])).rejects.toThrow(LogClosed);
    const torn = other.crash({ keep: frames.length + 20 });
    expect((await SegmentedLog.open(torn)).end).toBe(0);
  });

  describe('when the storage is full', () => {
    it('refuses the append, keeps nothing of it and takes later ones when there is room', async () => {
      const { storage, log } = await filled(2);
      const size = storage.sizeOf(await lastSegmentOf(storage));
      storage.fillAfter(20);
      await expect(log.append([record('x'.repeat(100))])).rejects.toThrow(LogFull);
      expect(storage.sizeOf(await lastSegmentOf(storage))).toBe(size);
      expect(log.end).toBe(2);
      storage.fillAfter(10_000);
      expect(await log.append([record('record 2')])).toBe(2);
      await log.close();
      expect(await contentOf(await SegmentedLog.open(storage))).toEqual(expected(3));
    });

    it('refuses to begin a segment, and begins it later', async () => {
      const { storage, log } = await filled(4, { segmentBytes: 150 });
      storage.fillAfter(0);
      await expect(log.append([record('x')])).rejects.toThrow(LogFull);
      storage.fillAfter(10_000);
      expect(await log.append([record('record 4')])).toBe(4);
      expect(await contentOf(log)).toEqual(expected(5));
    });

    it('refuses to commit, and keeps the offset before', async () => {
      const { storage, log } = await filled(5);
      await log.commit('a', 3);
      storage.fillAfter(3);
      await expect(log.commit('a', 4)).rejects.toThrow(LogFull);
      expect(await log.committed('a')).toBe(3);
      storage.fillAfter(10_000);
      await log.commit('a', 5);
      expect(await log.committed('a')).toBe(5);
    });
  });

  it('closes itself after a failed sync, also for those who wait', async () => {
    const { storage, log } = await filled(2);
    storage.failSyncs();
    const first = log.append([record('never durable')]);
    const waiting = log.waitFor(2);
    const refused = [expect(first).rejects.toThrow(LogClosed), expect(waiting).rejects.toThrow(LogClosed)];
    await Promise.all(refused);
    await expect(log.append([record('x')])).rejects.toMatchObject({
      name: 'LogClosed',
      cause: { message: expect.stringContaining('input/output error') },
    });
    await expect(log.read(0, 1)).rejects.toThrow(LogClosed);
    await log.close();
    expect(await contentOf(await SegmentedLog.open(storage.crash({ keep: 0 })))).toEqual(expected(2));
  });
});
