import * as fc from 'fast-check';
import { seededRandom } from '../testing/seeded-random.js';
import { compareKeys } from './key-hash.js';
import { sortByKey } from './sort-by-key.js';

/** Keys that agree in their first words, all or many of them. */
const manyKeys = fc
  .tuple(fc.nat(4), fc.integer({ min: 1, max: 300 }), fc.nat())
  .map(([shared, count, seed]) => {
    const random = seededRandom(seed);
    return Uint32Array.from({ length: count * 4 }, (_, i) =>
      i % 4 < shared && random() < 0.9 ? 7 : Math.floor(random() * 2 ** (random() < 0.5 ? 32 : 3)),
    );
  });

describe('sorting by key', () => {
  it('orders all entries, each once, whatever the keys have in common', async () => {
    await fc.assert(
      fc.asyncProperty(manyKeys, async (words) => {
        const count = words.length / 4;
        const order = await sortByKey(words, count);
        const afterTheNext = [...order].findIndex(
          (entry, i) =>
            i + 1 < count && compareKeys(words, entry * 4, words, (order[i + 1] as number) * 4) > 0,
        );
        expect(afterTheNext).toBe(-1);
        expect(new Set(order).size).toBe(count);
      }),
    );
  });

  it('gives others their turn', async () => {
    const random = seededRandom(1);
    const words = Uint32Array.from({ length: 200_000 }, () => random() * 2 ** 32);
    let turns = 0;
    let sorting = true;
    const count = (): void => {
      turns += 1;
      if (sorting) setImmediate(count);
    };
    setImmediate(count);
    await sortByKey(words, 50_000);
    sorting = false;
    expect(turns).toBeGreaterThan(5);
  });
});
