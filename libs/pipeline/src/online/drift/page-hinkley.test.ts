import { PageHinkley } from './page-hinkley.js';

it('tells at the value at which the excess reaches the threshold', () => {
  // Means 0, 0, 1, 1.5, 1.8; excess over the mean and δ = 0.5: 0, 0, 1.5, 2.5, 3.2 in sum.
  const options = { minValues: 1, delta: 0.5, alpha: 1 };
  const alarms = (threshold: number): number[] => {
    const detector = new PageHinkley({ ...options, threshold });
    return [0, 0, 3, 3, 3].flatMap((value, i) => (detector.update(value) ? [i] : []));
  };
  expect(alarms(1.5)).toEqual([2]);
  expect(alarms(1.51)).toEqual([3]);
  expect(alarms(2.5)).toEqual([3]);
  expect(alarms(3.21)).toEqual([]);
});

it('equals the cumulative sum less its minimum when nothing fades', () => {
  const values = [1, 4, 2, 2, 8, 5, 7, 1, 9, 9, 2, 9];
  const detector = new PageHinkley({ minValues: 1, delta: 0.1, alpha: 1, threshold: 7 });
  let mean = 0;
  let sum = 0;
  let least = 0;
  const expected = values.findIndex((value, i) => {
    mean += (value - mean) / (i + 1);
    sum += value - mean - 0.1;
    least = Math.min(least, sum);
    return sum - least >= 7;
  });
  expect(expected).toBeGreaterThan(0);
  expect(values.findIndex((value) => detector.update(value))).toBe(expected);
});

it('lets old excess fade', () => {
  const rise = (alpha: number): number => {
    const detector = new PageHinkley({ minValues: 1, delta: 0, alpha, threshold: 20 });
    let at = 0;
    while (at < 500 && !detector.update(at < 50 ? 0 : 1)) at++;
    return at;
  };
  expect(rise(1)).toBeLessThan(500);
  expect(rise(0.5)).toBe(500);
});

it('starts anew after a drift', () => {
  const detector = new PageHinkley({ minValues: 3, delta: 0, alpha: 1, threshold: 1 });
  const alarms = [0, 0, 9, 9, 9, 9, 9, 20].map((value) => detector.update(value));
  expect(alarms).toEqual([false, false, true, false, false, false, false, true]);
  expect(detector.drifts).toBe(2);
});

it('says nothing of a mean that falls', () => {
  const detector = new PageHinkley({ minValues: 1, threshold: 1 });
  for (let i = 0; i < 100; i++) expect(detector.update(100 - i)).toBe(false);
});
