import { erf, normalCdf } from './normal-distribution.js';

it.each([
  [0, 0],
  [0.5, 0.5204998778130465],
  [-1, -0.8427007929497149],
  [2, 0.9953222650189527],
  [3.5, 0.9999992569016276],
  [50, 1],
  [-50, -1],
])('erf %d is %d', (z, expected) => {
  expect(Math.abs(erf(z) - expected)).toBeLessThan(4e-16 * 4);
});

it('knows the quantile of 97.5 %', () => {
  expect(normalCdf(5 + 3 * 1.959963984540054, 5, 9)).toBeCloseTo(0.975, 14);
});

it('is a step where nothing varies', () => {
  expect([1.9, 2, 2.1].map((x) => normalCdf(x, 2, 0))).toEqual([0, 1, 1]);
});
