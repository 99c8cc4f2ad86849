import { Scores } from './scores.js';

function scoresOf(
  classes: number,
  rows: readonly (readonly [y: number, probabilities: readonly number[]])[],
): Scores {
  const scores = new Scores(rows.length, classes);
  for (const [y, probabilities] of rows) {
    for (const measure of scores.measures) measure.update(y, Float64Array.from(probabilities), classes);
  }
  return scores;
}

it('names all metrics of two classes', () => {
  expect(Object.keys(scoresOf(2, [[1, [0, 1]]]).values())).toEqual([
    'accuracy',
    'precision',
    'recall',
    'f1',
    'averagePrecision',
    'logLoss',
    'rocAuc',
    'rocAucOf10Thresholds',
  ]);
});

it('takes the mean of F1 over the classes that were met', () => {
  const scores = scoresOf(4, [
    [0, [1, 0, 0, 0]],
    [0, [0, 1, 0, 0]],
    [1, [0, 1, 0, 0]],
    [1, [0, 1, 0, 0]],
    [2, [1, 0, 0, 0]],
  ]);
  // 2·1 / (2 + 2), 2·2 / (2 + 3), and 0; nobody met the fourth.
  expect(scores.values().macroF1?.model).toBeCloseTo((0.5 + 0.8 + 0) / 3, 12);
  expect(scores.matrices().model[0]).toEqual([1, 1, 0, 0]);
});
