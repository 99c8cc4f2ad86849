import { poissonSchedule } from './poisson-schedule.js';

const options = { ratePerSecond: 2_000, seconds: 10, seed: 7 };
const due = poissonSchedule(options);
const gaps = Array.from(due, (at, i) => at - (due[i - 1] ?? 0));

describe('poissonSchedule', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(poissonSchedule(options)).toEqual(due);
    expect(poissonSchedule({ ...options, seed: 8 })).not.toEqual(due);
  });

  it('never goes back, and ends with its time', () => {
    expect(gaps.every((gap) => gap >= 0)).toBe(true);
    expect(due[due.length - 1]).toBeLessThan(10_000);
  });

  it('offers the rate asked for', () => {
    // Five standard deviations of a Poisson count.
    expect(Math.abs(due.length - 20_000)).toBeLessThan(5 * Math.sqrt(20_000));
  });

  it('has exponential gaps: a share of 1/e is longer than the mean', () => {
    const share = gaps.filter((gap) => gap > 0.5).length / gaps.length;
    expect(share).toBeCloseTo(1 / Math.E, 1);
  });

  it('takes every seed', () => {
    expect(poissonSchedule({ ...options, seed: 0 }).length).toBeGreaterThan(0);
  });
});
