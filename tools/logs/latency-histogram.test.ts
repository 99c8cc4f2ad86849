import { LatencyHistogram } from './latency-histogram.js';

it('tells percentiles within 1.6 %, from microseconds to months', () => {
  for (const scaleMs of [0.001, 1, 1_000_000]) {
    const histogram = new LatencyHistogram();
    for (let value = 1; value <= 10_000; value += 1) histogram.record(value * scaleMs);
    for (const percent of [50, 95, 99]) {
      const exact = percent * 100 * scaleMs;
      expect(Math.abs(histogram.percentile(percent) - exact) / exact).toBeLessThanOrEqual(1 / 64 + 1e-3);
    }
    expect(histogram.percentile(100)).toBeLessThanOrEqual(histogram.maxMs);
  }
});

it('never tells more than the longest it saw', () => {
  const histogram = new LatencyHistogram();
  histogram.record(100);
  expect(histogram.percentile(50)).toBeLessThanOrEqual(100);
});

it('takes nonsense of a broken clock for zero', () => {
  const histogram = new LatencyHistogram();
  for (const ms of [-5, Number.NaN]) histogram.record(ms);
  expect([histogram.count, histogram.sumMs, histogram.maxMs]).toEqual([2, 0, 0]);
});

it('has no percentile of nothing', () => {
  expect(new LatencyHistogram().percentile(50)).toBeNaN();
});
