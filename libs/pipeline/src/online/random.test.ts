import fc from 'fast-check';
import { Random } from './random.js';
import { StateWriter } from './state-writer.js';

const MASK = 0xffffffffn;

/** xoshiro128** as its paper states it, in whole numbers of any size. */
function* reference(state: readonly bigint[]): Generator<number> {
  const rotl = (x: bigint, k: bigint): bigint => ((x << k) | (x >> (32n - k))) & MASK;
  let [a, b, c, d] = state as [bigint, bigint, bigint, bigint];
  for (;;) {
    yield Number((rotl((b * 5n) & MASK, 7n) * 9n) & MASK);
    const t = (b << 9n) & MASK;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = rotl(d, 11n);
  }
}

function of(state: readonly number[]): Random {
  const writer = new StateWriter('random', 1);
  writer.int32s(Int32Array.from(state));
  const random = new Random(0);
  random.load(writer.finish());
  return random;
}

const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;
const variance = (values: readonly number[]): number => {
  const centre = mean(values);
  return mean(values.map((v) => (v - centre) ** 2));
};
const draws = (count: number, draw: () => number): number[] => Array.from({ length: count }, draw);

it('draws what xoshiro128** draws', () => {
  expect(
    draws(
      3,
      (
        (random) => () =>
          random.uint32()
      )(of([1, 2, 3, 4])),
    ),
  ).toEqual([11520, 0, 5927040]);
  const word = fc.integer({ min: 1, max: 2 ** 32 - 1 });
  fc.assert(
    fc.property(fc.tuple(word, word, word, word), (state) => {
      const random = of(state);
      const expected = reference(state.map(BigInt));
      for (let i = 0; i < 20; i++) expect(random.uint32()).toBe(expected.next().value);
    }),
  );
});

it('draws uniform numbers from 0 to below 1', () => {
  const random = new Random(7);
  const values = draws(20_000, () => random.uniform());
  expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...values)).toBeLessThan(1);
  expect(mean(values)).toBeCloseTo(1 / 2, 1.9);
  expect(variance(values)).toBeCloseTo(1 / 12, 2);
});

it('draws every whole number below a bound about as often', () => {
  const random = new Random(7);
  const values = draws(10_000, () => random.below(5));
  for (let one = 0; one < 5; one++) {
    expect(Math.abs(values.filter((value) => value === one).length - 2_000)).toBeLessThan(200);
  }
});

it.each([0.5, 6])('draws Poisson counts whose mean and variance are %d', (expected) => {
  const random = new Random(7);
  const values = draws(20_000, () => random.poisson(expected));
  expect(Math.abs(mean(values) - expected)).toBeLessThan(0.03 * expected + 0.01);
  expect(Math.abs(variance(values) - expected)).toBeLessThan(0.05 * expected + 0.01);
});

it('refuses a Poisson mean whose limit would underflow', () => {
  expect(() => new Random(7).poisson(1_000)).toThrow(RangeError);
});

it('draws normal numbers of mean 0 and deviation 1', () => {
  const random = new Random(7);
  const values = draws(20_000, () => random.normal());
  expect(Math.abs(mean(values))).toBeLessThan(0.03);
  expect(Math.abs(variance(values) - 1)).toBeLessThan(0.04);
  expect(values.filter((v) => Math.abs(v) > 1.959964).length / 20_000).toBeCloseTo(0.05, 2);
});

it('gives unlike streams for close seeds', () => {
  const firsts = draws(
    1_000,
    (
      (seed) => () =>
        new Random(seed++).uniform()
    )(0),
  );
  expect(new Set(firsts).size).toBe(1_000);
  expect(mean(firsts)).toBeGreaterThan(0.45);
  expect(mean(firsts)).toBeLessThan(0.55);
});
