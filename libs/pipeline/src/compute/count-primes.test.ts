import { countPrimes } from './count-primes.js';

describe('countPrimes', () => {
  // https://oeis.org/A006880 for the powers of ten.
  it.each([
    [-5, 0],
    [0, 0],
    [1, 0],
    [2, 1],
    [3, 2],
    [4, 2],
    [10, 4],
    [100, 25],
    [1_000, 168],
    [500_000, 41_538],
    [10_000_000, 664_579],
  ])('up to %d finds %d', (n, primes) => {
    expect(countPrimes(n)).toBe(primes);
  });

  it('agrees with trial division at every number around the edges of its segments', () => {
    const isPrime = (n: number): boolean => {
      if (n < 2) return false;
      for (let d = 2; d * d <= n; d++) if (n % d === 0) return false;
      return true;
    };
    for (const edge of [65_536, 131_072]) {
      let count = countPrimes(edge - 50);
      for (let n = edge - 49; n <= edge + 50; n++) {
        if (isPrime(n)) count += 1;
        expect([n, countPrimes(n)]).toEqual([n, count]);
      }
    }
  });

  it('asks before each segment whether to go on, and ends with what that throws', () => {
    let asked = 0;
    const check = (): void => {
      asked += 1;
      if (asked === 3) throw new Error('enough');
    };
    expect(() => countPrimes(1_000_000_000, check)).toThrow('enough');
    expect(asked).toBe(3);
  });
});
