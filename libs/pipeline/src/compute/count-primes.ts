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
    markMultiples(composite, size, primes, next);
    count += size - countMarked(composite, size);
  }
  return count;
}

/**
 * Marks what in a segment is a multiple, and leaves in `next` where the next segment goes on. Four marks a turn: how fast
 * a loop of one mark runs depends on where the compiler happened to place it, by a factor of two from process to process.
 */
function markMultiples(composite: Uint8Array, size: number, primes: Int32Array, next: Int32Array): void {
  for (let i = 0; i < primes.length; i++) {
    const prime = primes[i] as number;
    let at = next[i] as number;
    for (const end = size - 3 * prime; at < end; at += 4 * prime) {
      composite[at] = 1;
      composite[at + prime] = 1;
      composite[at + 2 * prime] = 1;
      composite[at + 3 * prime] = 1;
    }
    for (; at < size; at += prime) composite[at] = 1;
    next[i] = at - size;
  }
}

/** Words of four marks, each 0 or 1, that are added before the sum of one mark could reach the next: four at a time, up to 255. */
const WORDS_A_SUM = 252;

function countMarked(composite: Uint8Array, size: number): number {
  const words = new Int32Array(composite.buffer);
  const whole = (size >>> 4) << 2;
  let marked = 0;
  for (let word = 0; word < whole; ) {
    let sums = 0;
    for (const end = Math.min(word + WORDS_A_SUM, whole); word < end; word += 4)
      sums =
        (sums +
          (words[word] as number) +
          (words[word + 1] as number) +
          (words[word + 2] as number) +
          (words[word + 3] as number)) |
        0;
    marked += (sums & 0xff) + ((sums >>> 8) & 0xff) + ((sums >>> 16) & 0xff) + (sums >>> 24);
  }
  for (let at = 4 * whole; at < size; at++) marked += composite[at] as number;
  return marked;
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
