import { slopeOf } from './slope.js';

const line = (f: (x: number) => number) => [1, 2, 3, 4].map((x) => ({ x, y: f(x) }));

describe('slopeOf', () => {
  it('finds the slope of a line', () => {
    expect(slopeOf(line((x) => 3 * x + 5))).toBeCloseTo(3);
  });

  it('is 0 when nothing grows', () => {
    expect(slopeOf(line(() => 9))).toBe(0);
  });

  it('goes through the middle of scattered points', () => {
    expect(slopeOf(line((x) => x + (x === 2 || x === 3 ? 1 : 0)))).toBeCloseTo(1);
  });

  it.each([
    [[]],
    [[{ x: 1, y: 1 }]],
    [
      [
        { x: 1, y: 1 },
        { x: 1, y: 2 },
      ],
    ],
  ])('refuses %j', (points) => {
    expect(() => slopeOf(points)).toThrow(RangeError);
  });
});
