import fc from 'fast-check';
import { Random } from '../random.js';
import { Adwin } from './adwin.js';

const coin = (random: Random, p: number): number => (random.uniform() < p ? 1 : 0);

function feed(adwin: Adwin, random: Random, p: number, count: number): number[] {
  const drifts: number[] = [];
  for (let i = 1; i <= count; i++) if (adwin.update(coin(random, p))) drifts.push(i);
  return drifts;
}

it('keeps mean and variance of exactly the last values of its window, drifts or not', () => {
  const value = fc.double({ min: 0, max: 1, noNaN: true });
  const series = fc.array(value, { minLength: 60, maxLength: 200 });
  fc.assert(
    fc.property(series, series, (older, newer) => {
      const values = [...older.map((v) => v / 10), ...newer.map((v) => 0.9 + v / 10)];
      const adwin = new Adwin({ delta: 0.5, checkEvery: 8 });
      values.forEach((value, i) => {
        adwin.update(value);
        const window = values.slice(i + 1 - adwin.windowLength, i + 1);
        const mean = window.reduce((s, v) => s + v, 0) / window.length;
        const variance = window.reduce((s, v) => s + (v - mean) ** 2, 0) / window.length;
        expect(adwin.mean).toBeCloseTo(mean, 9);
        expect(adwin.variance).toBeCloseTo(variance, 9);
      });
    }),
    { numRuns: 20 },
  );
});

it('raises hardly an alarm on series that stay as they are', () => {
  let alarms = 0;
  for (let seed = 1; seed <= 10; seed++) alarms += feed(new Adwin(), new Random(seed), 0.3, 10_000).length;
  // 3,125 checks, each allowed 0.002.
  expect(alarms).toBeLessThanOrEqual(5);
});

it.each([
  [0.2, 0.8, 64],
  [0.3, 0.5, 600],
  [0.8, 0.2, 64],
])('finds a mean that goes from %d to %d within %d values', (before, after, within) => {
  for (let seed = 1; seed <= 10; seed++) {
    const adwin = new Adwin();
    const random = new Random(seed);
    feed(adwin, random, before, 2_000);
    expect(feed(adwin, random, after, within).length).toBeGreaterThan(0);
  }
});

it('forgets what was before a drift', () => {
  const adwin = new Adwin();
  const random = new Random(1);
  feed(adwin, random, 0.2, 2_000);
  feed(adwin, random, 0.8, 2_000);
  expect(Math.abs(adwin.mean - 0.8)).toBeLessThan(0.05);
  expect(adwin.windowLength).toBeLessThan(2_200);
});

it('cuts where the bound says, and not a value before', () => {
  // n zeros, then ones: cut as soon as |mean₀ − mean₁| = 1 exceeds ε for some split at a bucket.
  const epsilon = (n0: number, n1: number, delta: number): number => {
    const n = n0 + n1;
    const log = Math.log((2 * Math.log(n)) / delta);
    const variance = (n0 / n) * (n1 / n);
    const inverse = 1 / n0 + 1 / n1;
    return Math.sqrt(2 * inverse * variance * log) + (2 / 3) * inverse * log;
  };
  const adwin = new Adwin({ delta: 0.01, checkEvery: 1, bucketsPerSize: 200, minSide: 1 });
  for (let i = 0; i < 100; i++) expect(adwin.update(0)).toBe(false);
  let ones = 1;
  while (1 <= epsilon(100, ones, 0.01)) {
    expect(adwin.update(1)).toBe(false);
    ones++;
  }
  expect(adwin.update(1)).toBe(true);
});

it('does not compare with a side that is too short', () => {
  const driftsWithin = (values: number, minSide: number): number => {
    const adwin = new Adwin({ checkEvery: 1, bucketsPerSize: 200, minSide });
    for (let i = 0; i < values; i++) adwin.update(i < 15 ? 0 : 1);
    return adwin.drifts;
  };
  // The 15 zeros stand out by themselves, but not among the first 100 values.
  expect(driftsWithin(200, 15)).toBeGreaterThan(0);
  expect(driftsWithin(200, 100)).toBe(0);
});

it('is checked only every so many values', () => {
  const adwin = new Adwin({ checkEvery: 100 });
  const random = new Random(1);
  feed(adwin, random, 0.1, 1_000);
  expect(feed(adwin, random, 0.9, 1_000).every((at) => at % 100 === 0)).toBe(true);
});

it('refuses what is no number', () => {
  expect(() => new Adwin().update(Number.NaN)).toThrow(RangeError);
});
