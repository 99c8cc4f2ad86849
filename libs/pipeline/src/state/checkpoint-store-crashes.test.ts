import { MemoryStorage, type MemoryStorageLies } from '../testing/memory-storage.js';
import { seededRandom } from '../testing/seeded-random.js';
import { CheckpointStore, type CheckpointStoreOptions } from './checkpoint-store.js';
import { CounterPart, MapPart } from './parts.fixture.js';

const SEEDS = 250;
const CRASHES_PER_SEED = 5;
const SMALL: CheckpointStoreOptions = { rewriteBytes: 400, rewriteFactor: 1 };

interface Snapshot {
  readonly offset: number | undefined;
  readonly counts: ReadonlyMap<string, number>;
  readonly seen: number;
}

const NOTHING: Snapshot = { offset: undefined, counts: new Map(), seen: 0 };

/** Commits until the storage crashes; each crash must leave the last commit, or the one that it interrupted. */
async function runSeed(seed: number, lies: MemoryStorageLies = {}, options = SMALL): Promise<void> {
  const random = seededRandom(seed);
  let storage = new MemoryStorage(lies);
  let lawful: readonly Snapshot[] = [NOTHING];
  for (let crash = 0; crash <= CRASHES_PER_SEED; crash++) {
    try {
      if (random() < 0.2) storage.crashAfter(Math.floor(random() * 4));
      const store = await CheckpointStore.open(storage, options);
      const parts = { counts: new MapPart(), seen: new CounterPart() };
      const snapshot = (offset: number | undefined): Snapshot => ({
        offset,
        counts: new Map(parts.counts.entries),
        seen: parts.seen.value,
      });
      let last = snapshot(store.restore(parts));
      expect(lawful).toContainEqual(last);
      lawful = [last];
      storage.crashAfter(Math.floor(random() * 40));
      for (;;) {
        for (let change = random() * 6; change > 0; change--)
          parts.counts.set(`key ${Math.floor(random() * 20)}`, random());
        parts.seen.value += 1;
        const next = snapshot((last.offset ?? 0) + 1);
        lawful = [last, next];
        await store.commit(next.offset as number, parts);
        last = next;
        lawful = [last];
      }
    } catch (error) {
      if (!['StorageCrashed', 'CheckpointClosed'].includes((error as Error).name)) throw error;
    }
    storage = random() < 0.2 ? storage.kill() : storage.crash({ keep: random() < 0.3 ? 0 : random });
  }
}

const runAll = async (lies?: MemoryStorageLies, options?: CheckpointStoreOptions): Promise<void> => {
  for (let seed = 0; seed < SEEDS; seed++) await runSeed(seed, lies, options);
};

describe(`CheckpointStore at ${SEEDS * CRASHES_PER_SEED} seeded crashes`, () => {
  it('restores exactly the last commit, or the one that the crash interrupted', () => runAll());

  // What would go wrong, to prove that the test above would see it.
  it('is caught when it acknowledges before the bytes are stable', async () => {
    await expect(runAll({ sync: true })).rejects.toThrow();
  });

  it('is caught when it acknowledges before the names are stable', async () => {
    await expect(runAll({ syncFolder: true })).rejects.toThrow();
  });

  it('is caught when it takes changes without a checksum', async () => {
    await expect(runAll({}, { ...SMALL, checksum: () => 0 })).rejects.toThrow();
  });
});
