import { MemoryStorage } from '../testing/memory-storage.js';
import { seededRandom } from '../testing/seeded-random.js';
import { KeyHash } from './key-hash.js';
import { KeyIndexCorrupt, KeyRun } from './key-run.js';
import { KeyTable } from './key-table.js';
import { mergeKeyRuns } from './merge-key-runs.js';
import { writeKeyRun } from './write-key-run.js';

const hash = new KeyHash(3);
const keyOf = (n: number): Uint32Array => hash.readWords(Uint32Array.of(n >> 4, n, 5, n), 0);

async function runOf(storage: MemoryStorage, name: string, entries: Iterable<[number, number]>) {
  const table = new KeyTable(2_000);
  for (const [n, value] of entries) table.set(keyOf(n), value);
  await writeKeyRun(storage, name, table, hash);
  return KeyRun.open(storage, name, hash.seed);
}

const numbers = (from: number, to: number, step = 1): [number, number][] =>
  Array.from({ length: Math.ceil((to - from) / step) }, (_, i) => [from + i * step, i]);

describe('a run', () => {
  it.each([1, 127, 128, 129, 1_000])('finds each of %d keys and no other', async (count) => {
    const run = await runOf(new MemoryStorage(), 'run', numbers(0, count * 2, 2));
    const found = Array.from({ length: count * 2 + 2 }, (_, n) => run.get(keyOf(n)));
    expect(found).toEqual(found.map((_, n) => (n % 2 === 0 && n < count * 2 ? n / 2 : undefined)));
  });

  it('never answers wrongly when a bit of its file is flipped', async () => {
    const whole = new MemoryStorage();
    await runOf(whole, 'run', numbers(0, 300));
    const right = numbers(0, 300).map(([n]) => n);
    const random = seededRandom(8);
    let noticed = 0;
    for (let round = 0; round < 400; round++) {
      const at = Math.floor(random() * whole.sizeOf('run'));
      const bit = Math.floor(random() * 8);
      whole.flipBit('run', at, bit);
      try {
        const run = await KeyRun.open(whole, 'run', hash.seed);
        expect(right.map((n) => run.get(keyOf(n)))).toEqual(right);
      } catch (error) {
        expect(error).toBeInstanceOf(KeyIndexCorrupt);
        noticed += 1;
      }
      whole.flipBit('run', at, bit);
    }
    // All but those in the few bytes that nothing is in.
    expect(noticed).toBeGreaterThan(380);
  });

  it('is refused to hashes with another seed', async () => {
    const storage = new MemoryStorage();
    await runOf(storage, 'run', numbers(0, 3));
    await expect(KeyRun.open(storage, 'run', 4)).rejects.toThrow(KeyIndexCorrupt);
  });
});

describe('merging runs', () => {
  const { signal } = new AbortController();

  it.each([
    ['apart', [numbers(2_000, 3_000), numbers(1_000, 2_000), numbers(0, 1_000)]],
    ['mixed', [numbers(2, 3_000, 3), numbers(1, 3_000, 3), numbers(0, 3_000, 3)]],
    ['overlapping', [numbers(500, 1_500), numbers(0, 1_900), numbers(700, 2_400, 2)]],
  ])('keeps every key once, with its newest value, of runs that are %s', async (_, contents) => {
    const storage = new MemoryStorage();
    const runs: KeyRun[] = [];
    for (const [i, content] of contents.entries()) runs.push(await runOf(storage, `run-${i}`, content));
    await mergeKeyRuns(storage, 'merged', runs, { hash, signal });
    const merged = await KeyRun.open(storage, 'merged', hash.seed);
    const map = new Map([...contents].reverse().flat());
    expect(merged.count).toBe(map.size);
    for (let n = 0; n < 3_000; n++) {
      if (merged.get(keyOf(n)) !== map.get(n)) throw new Error(`${n} has another value`);
    }
  });

  it('is given up when it is told to', async () => {
    const storage = new MemoryStorage();
    const runs: KeyRun[] = [];
    for (let i = 0; i < 4; i++) runs.push(await runOf(storage, `run-${i}`, numbers(i, 8_000, 4)));
    const merging = mergeKeyRuns(storage, 'merged', runs, { hash, signal: AbortSignal.abort() });
    await expect(merging).rejects.toThrow('aborted');
  });
});
