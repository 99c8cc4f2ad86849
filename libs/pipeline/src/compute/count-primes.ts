/** Numbers that one pass of the sieve covers: a byte for each odd one, 32 KiB, which a core keeps in its nearest cache. */
const SEGMENT_ODDS = 32_768;

/**
 * Counts the primes up to n by the sieve of Eratosthenes over the odd numbers, one segment after the other (C. Bays and
 * R. H. Hudson, 1977). Memory is the segment and the primes up to √n.
 *
 * @param n a whole number, at most 2^32 - 1
 * @param check called before each segment, some tens of microseconds apart; what it throws ends the count
 */
export function countPrimes(n: number, check: () => void = () => {}): number {
  if (n < 2) return 0;
  const primes = oddPrimesUpTo(Math.floor(Math.sqrt(n)));
  /** Of each prime: index, from the segment's first, of its next odd multiple. */
  const next = primes.map((prime) => (prime * prime - 3) / 2);
  const odds = Math.floor((n - 1) / 2);
  const composite = new Uint8Array(SEGMENT_ODDS);
  let count = 1; // 2
  for (let first = 0; first < odds; first += SEGMENT_ODDS) {
    check();
    const size = Math.min(SEGMENT_ODDS, odds - first);
    composite.fill(0);
    for (let i = 0; i < primes.length; i++) {
      const prime = primes[i] as number;
      let at = next[i] as number;
      for (; at < size; at += prime) composite[at] = 1;
      next[i] = at - size;
    }
    count += size;
    for (let at = 0; at < size; at++) count -= composite[at] as number;
  }
  return count;
}

function oddPrimesUpTo(limit: number): Int32Array {
  const composite = new Uint8Array(limit + 1);
  const primes: number[] = [];
  for (let candidate = 3; candidate <= limit; candidate += 2) {
    if (composite[candidate] === 1) continue;
    primes.push(candidate);
    for (let multiple = candidate * candidate; multiple <= limit; multiple += 2 * candidate)
      composite[multiple] = 1;
  }
  return Int32Array.from(primes);
}
