import fc from 'fast-check';
import { StandardScaler } from './standard-scaler.js';

const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });

function scalerOf(values: readonly number[]): StandardScaler {
  const scaler = new StandardScaler(1);
  for (const one of values) scaler.learn(Float64Array.of(one));
  return scaler;
}

it('keeps the mean and the variance of the population that two passes give', () => {
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 200 }), (values) => {
      const scaler = scalerOf(values);
      const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
      const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length;
      const scale = Math.max(1, ...values.map(Math.abs));
      expect(Math.abs(scaler.mean(0) - mean)).toBeLessThanOrEqual(1e-12 * scale);
      expect(Math.abs(scaler.variance(0) - variance)).toBeLessThanOrEqual(1e-12 * scale * scale);
    }),
  );
});

it('loses no digits where the mean is far greater than the deviation', () => {
  // 10⁹ + {4, 7, 13, 16}: variance 22.5; a sum of squares would be off by hundreds.
  const scaler = scalerOf([4, 7, 13, 16].map((v) => 1e9 + v));
  expect(scaler.variance(0)).toBe(22.5);
});

it('scales by mean and deviation', () => {
  // Mean 5, deviation 2.
  const scaler = scalerOf([2, 4, 4, 4, 5, 5, 7, 9]);
  expect(scaler.transform(Float64Array.of(9))[0]).toBe(2);
  expect(scaler.transform(Float64Array.of(4))[0]).toBe(-0.5);
});

it('gives 0 for a feature that has not varied', () => {
  expect(new StandardScaler(1).transform(Float64Array.of(7))[0]).toBe(0);
  expect(scalerOf([3, 3, 3]).transform(Float64Array.of(7))[0]).toBe(0);
});

it('keeps features apart', () => {
  const scaler = new StandardScaler(2);
  scaler.learn(Float64Array.of(1, 10));
  scaler.learn(Float64Array.of(3, 30));
  expect([...scaler.transform(Float64Array.of(3, 10))]).toEqual([1, -1]);
});
