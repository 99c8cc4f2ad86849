import { MemoryStorage, type MemoryStorageLies } from '../testing/memory-storage.js';
import { seededRandom } from '../testing/seeded-random.js';
import { contentOf, record } from './durable-log.contract.js';
import { SegmentedLog, type SegmentedLogOptions } from './segmented-log.js';

const SEEDS = 300;
const CRASHES_PER_SEED = 5;
const SMALL: SegmentedLogOptions = { segmentBytes: 700, readBytes: 256, maxGroupBytes: 300 };

/** What a log must hold after a crash, and what it may hold. */
class Expectation {
  acknowledged: string[] = [];
  /** Calls without an answer, in their order. */
  open: string[][] = [];
  committed = 0;
  committing: number | undefined;

  async check(log: SegmentedLog): Promise<void> {
    const content = await contentOf(log);
    const lawful = [this.acknowledged];
    for (const call of this.open) lawful.push([...(lawful.at(-1) as string[]), ...call]);
    expect(lawful).toContainEqual(content);
    expect([this.committed, this.committing ?? this.committed]).toContain(await log.committed('reader'));
    this.acknowledged = content;
    this.open = [];
    this.committed = await log.committed('reader');
    this.committing = undefined;
  }
}

/** Appends and commits, several at a time, until the storage crashes. */
async function workUntilCrash(
  log: SegmentedLog,
  expectation: Expectation,
  random: () => number,
): Promise<void> {
  let next = expectation.acknowledged.length + 1_000_000 * Math.floor(random() * 1_000);
  let crashed = false;
  const appendOnce = async () => {
    const call = Array.from({ length: 1 + Math.floor(random() * 4) }, () =>
      `${next++} `.padEnd(random() * 120, 'x'),
    );
    expectation.open.push(call);
    await log.append(call.map(record));
    expectation.open.splice(expectation.open.indexOf(call), 1);
    expectation.acknowledged.push(...call);
  };
  const commitOnce = async () => {
    const offset = Math.floor(random() * (log.end + 1));
    expectation.committing = offset;
    await log.commit('reader', offset);
    expectation.committed = offset;
    expectation.committing = undefined;
  };
  const worker = async (work: () => Promise<void>) => {
    try {
      while (!crashed) await work();
    } catch {
      crashed = true;
    }
  };
  const workers = Array.from({ length: 1 + Math.floor(random() * 3) }, () => worker(appendOnce));
  if (random() < 0.3) workers.push(worker(commitOnce));
  await Promise.all(workers);
}

async function runSeed(seed: number, lies?: MemoryStorageLies, options = SMALL): Promise<void> {
  const random = seededRandom(seed);
  const expectation = new Expectation();
  let storage = new MemoryStorage(lies);
  for (let crash = 0; crash < CRASHES_PER_SEED; crash++) {
    if (random() < 0.3) storage.crashAfter(Math.floor(random() * 10));
    try {
      const log = await SegmentedLog.open(storage, options);
      await expectation.check(log);
      storage.crashAfter(Math.floor(random() * 60));
      await workUntilCrash(log, expectation, random);
    } catch (error) {
      if ((error as Error).name !== 'StorageCrashed') throw error;
    }
    storage = random() < 0.2 ? storage.kill() : storage.crash({ keep: random() < 0.3 ? 0 : random });
  }
  await expectation.check(await SegmentedLog.open(storage, options));
}

const runAll = async (lies?: MemoryStorageLies, options?: SegmentedLogOptions): Promise<void> => {
  for (let seed = 0; seed < SEEDS; seed++) await runSeed(seed, lies, options);
};

describe(`SegmentedLog at ${SEEDS * CRASHES_PER_SEED} seeded crashes`, () => {
  it('keeps every acknowledged record in order, and of the others whole calls or nothing', () => runAll());

  // What would go wrong, to prove that the test above would see it.
  it('is caught when it acknowledges before the bytes are stable', async () => {
    await expect(runAll({ sync: true })).rejects.toThrow();
  });

  it('is caught when it acknowledges before the names are stable', async () => {
    await expect(runAll({ syncFolder: true })).rejects.toThrow();
  });

  it('is caught when it takes frames without a checksum', async () => {
    await expect(runAll({}, { ...SMALL, checksum: () => 0 })).rejects.toThrow();
  });
});
