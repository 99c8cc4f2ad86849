import type { Point } from './measure-sweep.js';
import { oversubscription, saturationOf } from './saturation.js';

const point = (workers: number, concurrency: number, perSecond: number, p99Ms = 1): Point => ({
  workers,
  concurrency,
  perSecond,
  p50Ms: 1,
  p99Ms,
});

it('saturates at the fewest workers and requests that reach the best rate, or nearly', () => {
  const points = [
    point(1, 1, 50),
    point(1, 8, 55),
    point(2, 1, 50),
    point(2, 4, 96),
    point(2, 8, 98),
    point(4, 8, 100),
  ];
  expect(saturationOf(points)).toBe(points[3]);
});

it('warns of more workers than cores, by what they cost with most in flight', () => {
  const points = [point(2, 4, 90, 5), point(2, 8, 100, 10), point(4, 4, 90, 5), point(4, 8, 95, 25)];
  expect(oversubscription(points, 2)).toEqual([
    'warning: 4 workers on 2 cores are over-subscribed: with most in flight 0.95 of the rate of 2 workers, p99 2.5 times as long',
  ]);
  expect(oversubscription(points, 4)).toEqual([]);
});

it('has no saturation without points', () => {
  expect(() => saturationOf([])).toThrow(RangeError);
});
