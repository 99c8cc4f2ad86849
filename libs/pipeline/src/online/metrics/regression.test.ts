import fc from 'fast-check';
import { Mae } from './mae.js';
import type { RegressionMetric } from './metric.js';
import { Mse } from './mse.js';
import { R2 } from './r2.js';

const value = fc.double({ min: -1e3, max: 1e3, noNaN: true });
const stream = fc.array(fc.tuple(value, value), { minLength: 2, maxLength: 60 });
type Pair = readonly [y: number, predicted: number];

function after(metric: RegressionMetric, events: readonly Pair[]): number {
  for (const [y, predicted] of events) metric.update(y, predicted);
  return metric.value;
}

const mean = (values: readonly number[]): number => values.reduce((s, v) => s + v, 0) / values.length;

it('gives the mean of squared and of absolute errors', () => {
  fc.assert(
    fc.property(stream, (events) => {
      expect(after(new Mse(), events)).toBeCloseTo(mean(events.map(([y, p]) => (y - p) ** 2)), 6);
      expect(after(new Mae(), events)).toBeCloseTo(mean(events.map(([y, p]) => Math.abs(y - p))), 9);
    }),
  );
});

it('gives the share of the variance that is explained', () => {
  fc.assert(
    fc.property(stream, (events) => {
      const centre = mean(events.map(([y]) => y));
      const squares = mean(events.map(([y]) => (y - centre) ** 2));
      fc.pre(squares > 1);
      const expected = 1 - mean(events.map(([y, p]) => (y - p) ** 2)) / squares;
      expect(Math.abs(after(new R2(), events) - expected)).toBeLessThan(1e-8 * (1 + Math.abs(expected)));
    }),
  );
});

it('gives an R² of 1, of 0 and below for what is exact, no better than the mean, and worse', () => {
  expect(
    after(new R2(), [
      [1, 1],
      [2, 2],
      [3, 3],
    ]),
  ).toBe(1);
  expect(
    after(new R2(), [
      [1, 2],
      [2, 2],
      [3, 2],
    ]),
  ).toBe(0);
  expect(
    after(new R2(), [
      [1, 3],
      [2, 2],
      [3, 1],
    ]),
  ).toBe(-3);
  expect(
    after(new R2(), [
      [5, 4],
      [5, 6],
    ]),
  ).toBe(0);
});

it.each([new Mse(), new Mae(), new R2()])(
  '%o is NaN before the first event and refuses what is no number',
  (metric) => {
    expect(metric.value).toBeNaN();
    expect(() => metric.update(Number.NaN, 1)).toThrow(RangeError);
    expect(() => metric.update(1, Number.POSITIVE_INFINITY)).toThrow(RangeError);
    expect(metric.value).toBeNaN();
  },
);

it('stays finite for errors that are out of range', () => {
  for (const metric of [new Mse(), new Mae(), new R2()]) {
    const huge = after(metric, [
      [1e308, -1e308],
      [-1e308, 1e308],
      [1, 1],
    ]);
    expect(Number.isFinite(huge)).toBe(true);
  }
});
