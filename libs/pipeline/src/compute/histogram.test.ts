import { boundOfPercentile, Histogram } from './histogram.js';

describe('a histogram', () => {
  it('counts each value in the first bucket that holds it', () => {
    const histogram = new Histogram();
    for (const ms of [0, 0.02, 0.03, 5, 60_000, 60_001]) histogram.record(ms);
    const { count, counts, sum_ms, bounds_ms } = histogram.snapshot();
    expect([count, sum_ms, counts.length]).toEqual([6, 120_006.05, bounds_ms.length + 1]);
    expect([counts[0], counts[1], counts[bounds_ms.indexOf(5)], counts.at(-2), counts.at(-1)]).toEqual([
      2, 1, 1, 1, 1,
    ]);
  });

  it('tells the bound under which a share of the values lies', () => {
    const histogram = new Histogram();
    for (let i = 0; i < 99; i++) histogram.record(0.9);
    histogram.record(150);
    const snapshot = histogram.snapshot();
    expect([50, 99, 100].map((percent) => boundOfPercentile(snapshot, percent))).toEqual([1, 1, 200]);
  });

  it('tells none of no values, and none below the longest', () => {
    const histogram = new Histogram();
    expect(boundOfPercentile(histogram.snapshot(), 50)).toBeUndefined();
    histogram.record(1e9);
    expect(boundOfPercentile(histogram.snapshot(), 50)).toBe(Number.POSITIVE_INFINITY);
  });
});
