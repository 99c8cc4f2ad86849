import { busiestShare, busyBetween, microsIn, nanosIn, sharesBetween } from './thread-times.js';

it('reads user and system time behind a name with blanks and parentheses', () => {
  expect(microsIn('12 (no de (a) b) S 1 1 1 0 -1 4194560 9 8 7 6 250 30 5 4 20 0')).toBe(2_800_000);
});

it('takes the busiest of the other threads for the analysis', () => {
  const before = new Map([
    [7, 1_000_000],
    [8, 0],
    [9, 500_000],
  ]);
  const after = new Map([
    [7, 2_000_000],
    [8, 200_000],
    [9, 2_300_000],
    [10, 100_000],
  ]);
  const shares = sharesBetween(7, before, after, 2);
  expect(shares?.main).toBeCloseTo(0.5);
  expect(shares?.analysis).toBeCloseTo(0.9);
  expect(shares?.others).toBeCloseTo(0.15);
});

it('tells nothing where the system tells nothing', () => {
  expect(sharesBetween(7, undefined, new Map(), 1)).toBeUndefined();
});

it('counts what all cores did', () => {
  expect(busyBetween({ busyMs: 100, allMs: 1_000 }, { busyMs: 250, allMs: 1_200 })).toBeCloseTo(0.75);
});

it('reads the time on a core to the nanosecond', () => {
  expect(nanosIn('123456789 42 7\n')).toBe(123_456_789);
});

it('takes as many threads as there are tasks at a time, the busiest but the one that hands them out', () => {
  const before = new Map([
    [7, 0],
    [8, 1e9],
    [9, 0],
  ]);
  const after = new Map([
    [7, 2e9],
    [8, 2.9e9],
    [9, 0.1e9],
    [10, 1.5e9],
  ]);
  expect(busiestShare(before, after, { threads: 2, seconds: 2, except: 7 })).toBeCloseTo(0.85);
  expect(busiestShare(before, after, { threads: 1, seconds: 2 })).toBeCloseTo(1);
  expect(busiestShare(before, undefined, { threads: 1, seconds: 2 })).toBeUndefined();
});
