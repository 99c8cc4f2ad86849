import { type MemoryPoint, trendOf } from './memory-trend.js';

const points = (
  rssOf: (events: number, i: number) => number,
  heapOf: (events: number) => number = () => 5e7,
): MemoryPoint[] =>
  Array.from({ length: 200 }, (_, i) => ({
    events: i * 10_000,
    rssBytes: rssOf(i * 10_000, i),
    heapBytes: heapOf(i * 10_000),
  }));

it('is flat when garbage comes and goes', () => {
  expect(trendOf(points((_, i) => 2e8 + (i % 7) * 1e7)).flat).toBe(true);
});

it('is not flat when each event leaves something behind', () => {
  const trend = trendOf(points((events, i) => 2e8 + events * 24 + (i % 7) * 1e7));
  expect(trend.rssBytesPerEvent).toBeCloseTo(24, 0);
  expect(trend.flat).toBe(false);
});

it('is not flat when only the heap grows', () => {
  expect(
    trendOf(
      points(
        () => 2e8,
        (events) => 5e7 + events * 24,
      ),
    ).flat,
  ).toBe(false);
});

it('forgives what grows in the first half', () => {
  expect(trendOf(points((events) => 2e8 + Math.min(events, 900_000) * 100)).flat).toBe(true);
});

it('needs enough points', () => {
  expect(() => trendOf(points(() => 1).slice(0, 5))).toThrow(RangeError);
});

it('looks at what is left after garbage went, not at how much there was', () => {
  expect(trendOf(points((events, i) => 2e8 + (i % 7) * events * 10)).flat).toBe(true);
});
