import fc from 'fast-check';
import { median, percentile } from './percentile.js';

const hundred = Float64Array.from({ length: 100 }, (_, i) => i + 1);

describe('percentile', () => {
  it.each([
    [1, 1],
    [50, 50],
    [99, 99],
    [99.1, 100],
    [100, 100],
  ])('p%d of 1 to 100 is %d', (percent, wanted) => {
    expect(percentile(hundred, percent)).toBe(wanted);
  });

  it('is the value itself when there is one', () => {
    expect(percentile([7], 99)).toBe(7);
  });

  it('is reached or undercut by at least that share of values, and by no smaller value', () => {
    const values = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1 });
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 100 }), (given, percent) => {
        const sorted = given.sort((a, b) => a - b);
        const found = percentile(sorted, percent);
        const share = (limit: (value: number) => boolean) => sorted.filter(limit).length / sorted.length;
        return (
          share((value) => value <= found) >= percent / 100 && share((value) => value < found) < percent / 100
        );
      }),
    );
  });

  it.each([
    [[], 50],
    [[1], 0],
    [[1], 101],
  ])('refuses %j at %d', (values, percent) => {
    expect(() => percentile(values, percent)).toThrow(RangeError);
  });
});

describe('median', () => {
  it.each([
    [[3, 1, 2], 2],
    [[4, 1, 3, 2], 2.5],
    [[5], 5],
  ])('of %j is %d', (values, wanted) => {
    expect(median(values)).toBe(wanted);
  });

  it('leaves its values in their order', () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });
});
