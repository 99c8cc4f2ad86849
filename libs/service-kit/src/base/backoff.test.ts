import fc from 'fast-check';
import { backoffMs, DEFAULT_BACKOFF } from './backoff.js';

describe('backoffMs', () => {
  it('doubles its ceiling with each attempt, up to the longest wait', () => {
    expect([1, 2, 3, 4].map((attempt) => backoffMs(attempt, 1))).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect(backoffMs(50, 1)).toBe(DEFAULT_BACKOFF.maxMs);
  });

  it('spreads over the whole wait', () => {
    expect(backoffMs(3, 0)).toBe(0);
    expect(backoffMs(3, 0.5)).toBe(2_000);
  });

  it('waits at least as long as the other side asks, within reason', () => {
    expect(backoffMs(1, 0, 30_000)).toBe(30_000);
    expect(backoffMs(1, 0, 10 ** 12)).toBe(DEFAULT_BACKOFF.maxMs);
  });

  it('always lies between nothing and the longest wait', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (attempt, random) => {
          const wait = backoffMs(attempt, random);
          return wait >= 0 && wait <= DEFAULT_BACKOFF.maxMs;
        },
      ),
    );
  });
});
