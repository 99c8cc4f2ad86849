import { StorageFull, StorageLocked } from '../storage/storage-errors.js';
import { MemoryStorage } from '../testing/memory-storage.js';
import { CheckpointClosed, CheckpointCorrupt, CheckpointMismatch } from './checkpoint-errors.js';
import { CheckpointStore } from './checkpoint-store.js';
import { CounterPart, MapPart } from './parts.fixture.js';

/** A commit that goes on in its file: append, then sync. */
const WRITES_BEFORE_SYNC = 1;
/** A commit in a file of its own: remove, open, append, sync, rename, then the sync of the folder. */
const STEPS_BEFORE_FOLDER_SYNC = 5;

const scene = async (storage = new MemoryStorage(), rewriteBytes?: number) => {
  const parts = { counts: new MapPart(), seen: new CounterPart() };
  const store = await CheckpointStore.open(storage, { rewriteBytes, rewriteFactor: 1 });
  const commit = (offset: number) => {
    parts.counts.set(`key ${offset}`, offset);
    parts.seen.value = offset;
    return store.commit(offset, parts);
  };
  return { storage, store, parts, commit };
};
const checkpoints = async (storage: MemoryStorage) =>
  (await storage.list()).filter((name) => name.startsWith('checkpoint-'));
const restored = async (storage: MemoryStorage) => {
  const { store, parts } = await scene(storage);
  const offset = store.restore(parts);
  await store.close();
  return { offset, counts: [...parts.counts.entries], seen: parts.seen.value };
};
const stateAt = (offset: number) => ({
  offset,
  counts: Array.from({ length: offset }, (_, i) => [`key ${i + 1}`, i + 1]),
  seen: offset,
});

describe('CheckpointStore', () => {
  it('restores nothing when nothing was committed', async () => {
    const { store, parts } = await scene();
    expect(store.restore(parts)).toBeUndefined();
    expect(parts.seen.value).toBe(0);
  });

  it('restores offset and parts of the last commit, from the full state and all changes', async () => {
    const { storage, store, commit } = await scene();
    for (let offset = 1; offset <= 5; offset++) await commit(offset);
    await store.close();
    expect(await checkpoints(storage)).toHaveLength(1);
    expect(await restored(storage)).toEqual(stateAt(5));
  });

  it('goes on after a restore', async () => {
    const first = await scene();
    for (let offset = 1; offset <= 3; offset++) await first.commit(offset);
    await first.store.close();
    const second = await scene(first.storage);
    expect(second.store.restore(second.parts)).toBe(3);
    for (let offset = 4; offset <= 6; offset++) await second.commit(offset);
    await second.store.close();
    expect(await restored(first.storage)).toEqual(stateAt(6));
    expect(await checkpoints(first.storage)).toEqual(['checkpoint-0000000002']);
  });

  it('stores the parts as they were at the call', async () => {
    const { storage, store, parts, commit } = await scene();
    await commit(1);
    const committing = commit(2);
    parts.counts.set('later', 9);
    parts.seen.value = 9;
    await committing;
    await store.close();
    expect(await restored(storage)).toEqual(stateAt(2));
  });

  it('costs one write and one sync when it goes on in a file', async () => {
    const { storage, commit } = await scene();
    await commit(1);
    const { operations, syncs } = storage;
    await commit(2);
    expect(storage.operations - operations).toBe(2);
    expect(storage.syncs - syncs).toBe(1);
  });

  it('begins a file when the changes outweigh the full state, and keeps only the last', async () => {
    const { storage, store, commit } = await scene(undefined, 100);
    for (let offset = 1; offset <= 30; offset++) await commit(offset);
    const [file] = await checkpoints(storage);
    expect(await checkpoints(storage)).toHaveLength(1);
    expect(Number(file?.slice(-10))).toBeGreaterThan(2);
    expect(Number(file?.slice(-10))).toBeLessThan(15);
    await store.close();
    expect(await restored(storage)).toEqual(stateAt(30));
  });

  it('is open once at a time', async () => {
    const { storage, store } = await scene();
    await expect(CheckpointStore.open(storage)).rejects.toThrow(StorageLocked);
    await store.close();
    await (await CheckpointStore.open(storage)).close();
  });

  it('refuses a second commit while one is under way, before it touches the parts', async () => {
    const { storage, store, parts, commit } = await scene();
    await commit(1);
    const second = commit(2);
    parts.counts.set('key 3', 3);
    await expect(store.commit(3, parts)).rejects.toThrow('under way');
    await second;
    parts.seen.value = 3;
    await store.commit(3, parts);
    await store.close();
    expect(await restored(storage)).toEqual(stateAt(3));
  });

  describe('with other parts', () => {
    const stored = async () => {
      const { storage, store, commit } = await scene();
      await commit(1);
      await store.close();
      return CheckpointStore.open(storage);
    };

    it('refuses, names them and changes none', async () => {
      const store = await stored();
      const seen = new CounterPart();
      const restoring = () => store.restore({ seen, model: new CounterPart() });
      expect(restoring).toThrow(CheckpointMismatch);
      expect(restoring).toThrow(expect.objectContaining({ added: ['model'], dropped: ['counts'] }));
      expect(seen.value).toBe(0);
    });

    it('restores the others when these are named', async () => {
      const store = await stored();
      const seen = new CounterPart();
      const model = new CounterPart(7);
      expect(store.restore({ seen, model }, { added: ['model'], dropped: ['counts'] })).toBe(1);
      expect([seen.value, model.value]).toEqual([1, 7]);
    });
  });

  describe('when the storage is full', () => {
    it.each([1, 2])(
      'at commit %i it keeps the one before, and loses no change afterwards',
      async (failing) => {
        const { storage, store, commit } = await scene();
        for (let offset = 1; offset < failing; offset++) await commit(offset);
        storage.fillAfter(5);
        await expect(commit(failing)).rejects.toThrow(StorageFull);
        storage.fillAfter(100_000);
        await commit(failing + 1);
        await store.close();
        expect(await restored(storage)).toEqual(stateAt(failing + 1));
      },
    );

    it('restores the commit before when the process ends then', async () => {
      const { storage, commit } = await scene();
      await commit(1);
      storage.fillAfter(5);
      await expect(commit(2)).rejects.toThrow(StorageFull);
      expect(await restored(storage.crash({ keep: Number.POSITIVE_INFINITY }))).toEqual(stateAt(1));
    });
  });

  it('closes itself after a failed sync', async () => {
    const { storage, commit } = await scene();
    await commit(1);
    storage.failSyncs();
    await expect(commit(2)).rejects.toThrow(CheckpointClosed);
    await expect(commit(3)).rejects.toThrow(CheckpointClosed);
    expect(await restored(storage.crash({ keep: 0 }))).toEqual(stateAt(1));
  });

  it.each([
    ['bytes', 1, 2],
    ['name', 0, 1],
  ])(
    'makes the %s durable that a killed process left, before it is restored',
    async (what, commits, found) => {
      const { storage, commit } = await scene();
      for (let offset = 1; offset <= commits; offset++) await commit(offset);
      storage.crashAfter(what === 'bytes' ? WRITES_BEFORE_SYNC : STEPS_BEFORE_FOLDER_SYNC);
      await expect(commit(found)).rejects.toThrow(CheckpointClosed);
      const killed = storage.kill();
      expect(await restored(killed)).toEqual(stateAt(found));
      expect(await restored(killed.crash({ keep: 0 }))).toEqual(stateAt(found));
    },
  );

  it('falls back to the commit before when the last is harmed, and refuses any other harm', async () => {
    const filled = async () => {
      const { storage, store, commit } = await scene();
      const ends: number[] = [];
      for (let offset = 1; offset <= 3; offset++) {
        await commit(offset);
        ends.push(storage.sizeOf('checkpoint-0000000001'));
      }
      await store.close();
      return { storage, lastFrom: ends[1] as number, size: ends[2] as number };
    };
    const { size, lastFrom } = await filled();
    for (let position = 0; position < size; position++) {
      const { storage } = await filled();
      storage.flipBit('checkpoint-0000000001', position, position % 8);
      if (position >= lastFrom) expect(await restored(storage)).toEqual(stateAt(2));
      else await expect(restored(storage)).rejects.toThrow(CheckpointCorrupt);
    }
  });
});
