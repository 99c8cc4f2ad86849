import { MemoryStorage, type MemoryStorageLies } from '../testing/memory-storage.js';
import { seededRandom } from '../testing/seeded-random.js';
import { KeyIndex } from './key-index.js';

const KEYS = 40;
const INSERTS = 64;
const SEEDS = 1_000;

const keys = Array.from({ length: KEYS }, (_, n) => {
  const key = Buffer.alloc(16);
  for (let i = 0; i < 16; i += 4) key.writeUInt32BE(Math.imul(n + 1, 0x9e3779b1 + i * 2) >>> 0, i);
  return key;
});
const open = (storage: MemoryStorage, seed: number): Promise<KeyIndex> =>
  KeyIndex.open({ storage, recentEntries: 6, fanIn: 2, seed });

/** The source of the index: at each position one of the keys, so that some get another value. */
function sourceOf(seed: number): readonly number[] {
  const random = seededRandom(seed);
  return Array.from({ length: INSERTS }, () => Math.floor(random() * KEYS));
}

/** Inserts what the index does not have; gives how far it said that it is durable, at the end or before the crash. */
async function fill(index: KeyIndex, source: readonly number[]): Promise<number> {
  try {
    for (let position = index.durableUpTo; position < source.length; position++) {
      index.insert(keys[source[position] as number] as Buffer, position);
      await index.settle(position + 1);
    }
    await index.flush(source.length);
  } catch {
    // It crashed.
  }
  const { durableUpTo } = index;
  await index.close().catch(() => {});
  return durableUpTo;
}

/** Crashes twice while the index is filled, then fills it to the end. Says what is wrong, if anything. */
async function live(seed: number, lies?: MemoryStorageLies): Promise<string | undefined> {
  const source = sourceOf(seed);
  const random = seededRandom(seed + 0.5);
  let storage = new MemoryStorage(lies);
  let durable = 0;
  for (let crashes = 0; ; crashes++) {
    const index = await open(storage, seed + crashes);
    if (index.durableUpTo < durable) return `durable up to ${index.durableUpTo}, not ${durable}`;
    const last = new Map<number, number>();
    for (let position = 0; position < index.durableUpTo; position++)
      last.set(source[position] as number, position);
    const wrong = keys.findIndex((key, n) => index.get(key) !== last.get(n));
    if (wrong >= 0) return `key ${wrong}: ${index.get(keys[wrong] as Buffer)}, not ${last.get(wrong)}`;
    if (crashes === 3) {
      await index.close();
      return durable === INSERTS ? undefined : 'not filled';
    }
    if (crashes < 2) storage.crashAfter(Math.floor(random() * 150));
    durable = await fill(index, source);
    storage = crashes < 2 ? storage.crash({ keep: random }) : storage.kill();
  }
}

describe('a key index that crashes at any moment', () => {
  it(`has what it said is durable, and nothing else, in ${SEEDS} lives`, async () => {
    const wrong: string[] = [];
    for (let seed = 0; seed < SEEDS; seed++) {
      const found = await live(seed);
      if (found !== undefined) wrong.push(`seed ${seed}: ${found}`);
    }
    expect(wrong).toEqual([]);
  }, 60_000);

  it.each<MemoryStorageLies>([{ sync: true }, { syncFolder: true }])(
    'would be found out if it did not wait for %j',
    async (lies) => {
      let wrong = 0;
      for (let seed = 0; seed < 50; seed++) {
        const found = await live(seed, lies).catch((error: Error) => error.message);
        if (found !== undefined) wrong += 1;
      }
      expect(wrong).toBeGreaterThan(10);
    },
  );
});
