import { BloomFilter } from './bloom-filter.js';
import { KeyHash } from './key-hash.js';

const hash = new KeyHash(11);
const keyOf = (n: number): Uint32Array => hash.readWords(Uint32Array.of(0, n, 0, 0), 0);

describe('a Bloom filter', () => {
  const filter = BloomFilter.forKeys(20_000);
  for (let n = 0; n < 20_000; n++) filter.add(keyOf(n));

  it('holds every key that was added', () => {
    let missing = 0;
    for (let n = 0; n < 20_000; n++) if (!filter.mayHold(keyOf(n))) missing += 1;
    expect(missing).toBe(0);
  });

  it('lets about one absent key in a thousand through', () => {
    let through = 0;
    for (let n = 20_000; n < 120_000; n++) if (filter.mayHold(keyOf(n))) through += 1;
    expect(through).toBeGreaterThan(20);
    expect(through).toBeLessThan(250);
  });
});
