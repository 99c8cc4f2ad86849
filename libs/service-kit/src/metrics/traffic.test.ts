import { RecentWindow, rateOf } from './recent-window.js';
import { quantileOfBuckets, type Totals, trafficOf } from './traffic.js';

const none: Totals = { calls: 0, faults: 0, buckets: [] };

describe('RecentWindow', () => {
  it('tells what was added within about a minute, however long it runs', () => {
    const now = { ms: 0, count: 0 };
    const window = new RecentWindow(
      () => now.count,
      () => now.ms,
    );
    for (let second = 0; second < 600; second += 1) {
      now.ms += 1_000;
      // Ten a second at first, two a second in the last 100 s.
      now.count += second < 500 ? 10 : 2;
      window.sample();
    }
    const span = window.span();
    expect(span.seconds).toBeGreaterThanOrEqual(60);
    expect(span.seconds).toBeLessThanOrEqual(65);
    expect(rateOf(span)).toBe(2);
  });

  it('tells of the time since the process began, while that is shorter', () => {
    const now = { ms: 0, count: 0 };
    const window = new RecentWindow(
      () => now.count,
      () => now.ms,
    );
    expect(rateOf(window.span())).toBe(0);
    now.ms = 4_000;
    now.count = 8;
    expect(rateOf(window.span())).toBe(2);
  });
});

describe('trafficOf', () => {
  it('tells rate, share of faults and p99 of the calls in between', () => {
    const before: Totals = { calls: 100, faults: 50, buckets: [100] };
    const now: Totals = { calls: 300, faults: 60, buckets: [100, 198, 2] };
    const traffic = trafficOf({ before, now, seconds: 10 });
    expect(traffic).toMatchObject({ callsPerSecond: 20, errorShare: 0.05, windowSeconds: 10 });
    expect(traffic.p99Ms).toBeCloseTo(1, 6);
  });

  it('has no p99 without calls', () => {
    expect(trafficOf({ before: none, now: none, seconds: 0 })).toEqual({
      callsPerSecond: 0,
      errorShare: 0,
      p99Ms: undefined,
      windowSeconds: 0,
    });
  });
});

it.each([
  [[0, 10, 0], 0.5, 1.5],
  [[10, 10, 0], 0.5, 1],
  [[0, 0, 5], 0.99, 2],
])('finds the quantile of %j at %d within its bucket', (counts, quantile, expected) => {
  expect(quantileOfBuckets(counts, [1, 2], quantile)).toBeCloseTo(expected, 9);
});
