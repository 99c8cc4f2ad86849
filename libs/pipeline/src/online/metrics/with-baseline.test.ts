import { Accuracy } from './accuracy.js';
import { ConfusionMatrix } from './confusion-matrix.js';
import { Mae } from './mae.js';
import { RegressionWithBaseline, WithBaseline } from './with-baseline.js';

const ONE = Float64Array.of(0.1, 0.9);

it('scores the class that came last beside the model, from the second event on', () => {
  const accuracy = new WithBaseline(() => new Accuracy());
  for (const y of [1, 1, 0, 1]) accuracy.update(y, ONE);
  expect(accuracy.model.value).toBe(3 / 4);
  expect(accuracy.baseline.value).toBe(1 / 3);
});

it('scores the baseline even where the model had no opinion', () => {
  const matrix = new WithBaseline(() => new ConfusionMatrix());
  matrix.update(1, undefined);
  matrix.update(0, undefined);
  matrix.update(0, ONE);
  expect(matrix.model.rows()).toEqual([
    [0, 1],
    [0, 0],
  ]);
  expect(matrix.baseline.rows()).toEqual([
    [1, 1],
    [0, 0],
  ]);
});

it('knows more classes than two', () => {
  const accuracy = new WithBaseline(() => new Accuracy());
  for (const y of [2, 2, 3]) accuracy.update(y, undefined, 4);
  expect(accuracy.baseline.value).toBe(1 / 2);
});

it('refuses a class that is none before anything is scored', () => {
  const accuracy = new WithBaseline(() => new Accuracy());
  expect(() => accuracy.update(2, ONE)).toThrow(RangeError);
  accuracy.update(1, ONE);
  expect(accuracy.baseline.value).toBeNaN();
});

it('scores the value that came last beside a regressor', () => {
  const mae = new RegressionWithBaseline(() => new Mae());
  for (const y of [10, 13, 12]) mae.update(y, 11);
  expect(mae.model.value).toBeCloseTo(4 / 3, 14);
  expect(mae.baseline.value).toBe(2);
});
