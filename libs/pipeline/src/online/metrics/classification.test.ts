import fc from 'fast-check';
import { Accuracy } from './accuracy.js';
import { AveragePrecision } from './average-precision.js';
import { ConfusionMatrix } from './confusion-matrix.js';
import { F1 } from './f1.js';
import { LogLoss } from './log-loss.js';
import type { ClassificationMetric } from './metric.js';
import { Precision } from './precision.js';
import { Recall } from './recall.js';
import { RocAuc } from './roc-auc.js';
import { RocAucThresholds } from './roc-auc-thresholds.js';

type Scored = readonly [y: number, score: number];

function after<M extends { update(y: number, p: Float64Array): void }>(
  metric: M,
  events: readonly Scored[],
): M {
  for (const [y, score] of events) metric.update(y, Float64Array.of(1 - score, score));
  return metric;
}

/** Scores on a grid, so that there are ties, and any. */
const scored: fc.Arbitrary<Scored> = fc.tuple(
  fc.integer({ min: 0, max: 1 }),
  fc.oneof(
    fc.integer({ min: 0, max: 8 }).map((n) => n / 8),
    // The thresholds of the curve of ten.
    fc.integer({ min: 0, max: 9 }).map((n) => n / 9),
    fc.double({ min: 0, max: 1, noNaN: true }),
  ),
);
const stream = fc.array(scored, { minLength: 1, maxLength: 80 });

/** Foretold as: true, true, false, false, false (0.5 is not above 0.5). TP 1, FP 1, FN 2, TN 1. */
const FIVE: readonly Scored[] = [
  [1, 0.9],
  [0, 0.8],
  [1, 0.4],
  [0, 0.2],
  [1, 0.5],
];

it.each<[ClassificationMetric, number]>([
  [new Accuracy(), 2 / 5],
  [new Precision(), 1 / 2],
  [new Recall(), 1 / 3],
  [new F1(), 2 / 5],
  [new Precision(0), 1 / 3],
  [new Recall(0), 1 / 2],
  [new LogLoss(), -Math.log(0.9 * 0.2 * 0.4 * 0.8 * 0.5) / 5],
])('%o gives the value computed by hand', (metric, expected) => {
  expect(after(metric, FIVE).value).toBeCloseTo(expected, 14);
});

it('counts each class taken for each', () => {
  expect(after(new ConfusionMatrix(), FIVE).rows()).toEqual([
    [1, 1],
    [2, 1],
  ]);
  expect(after(new ConfusionMatrix(), FIVE).count(1, 0)).toBe(2);
});

it('keeps precision, recall, F1 and accuracy consistent with the confusion matrix', () => {
  fc.assert(
    fc.property(stream, (events) => {
      const matrix = after(new ConfusionMatrix(), events);
      const [tp, fp] = [matrix.count(1, 1), matrix.count(0, 1)];
      const [fn, tn] = [matrix.count(1, 0), matrix.count(0, 0)];
      const precision = tp + fp === 0 ? 0 : tp / (tp + fp);
      const recall = tp + fn === 0 ? 0 : tp / (tp + fn);
      const f1 = precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
      expect(after(new Accuracy(), events).value).toBe((tp + tn) / events.length);
      expect(after(new Precision(), events).value).toBe(precision);
      expect(after(new Recall(), events).value).toBe(recall);
      expect(after(new F1(), events).value).toBeCloseTo(f1, 14);
    }),
  );
});

it('bounds the log loss of one event, certain and wrong', () => {
  expect(after(new LogLoss(), [[1, 0]]).value).toBeCloseTo(-Math.log(1e-15), 10);
});

const positivesOf = (events: readonly Scored[]): number[] =>
  events.filter(([y]) => y === 1).map(([, score]) => score);
const negativesOf = (events: readonly Scored[]): number[] =>
  events.filter(([y]) => y === 0).map(([, score]) => score);

/** Every pair of a positive and a negative event, one by one. */
function aucByPairs(events: readonly Scored[]): number {
  let won = 0;
  let pairs = 0;
  for (const positive of positivesOf(events)) {
    for (const negative of negativesOf(events)) {
      won += positive > negative ? 1 : positive === negative ? 0.5 : 0;
      pairs++;
    }
  }
  return pairs === 0 ? 0 : won / pairs;
}

/** Σ (Rₙ − Rₙ₋₁) Pₙ over the thresholds that occur. */
function apByDefinition(events: readonly Scored[]): number {
  const all = positivesOf(events).length;
  let before = 0;
  let sum = 0;
  for (const threshold of [...new Set(events.map(([, score]) => score))].sort((a, b) => b - a)) {
    const taken = events.filter(([, score]) => score >= threshold);
    const found = positivesOf(taken).length;
    sum += ((found - before) / all) * (found / taken.length);
    before = found;
  }
  return all === 0 ? 0 : sum;
}

it('gives the area under the ROC curve that counting pairs gives', () => {
  fc.assert(
    fc.property(stream, (events) => {
      expect(after(new RocAuc(), events).value).toBeCloseTo(aucByPairs(events), 12);
    }),
  );
});

it('gives the average precision of its definition, ties taken together', () => {
  expect(
    after(new AveragePrecision(), [
      [1, 0.5],
      [0, 0.5],
      [1, 0.2],
      [0, 0.1],
    ]).value,
  ).toBeCloseTo(0.5 * 0.5 + 0.5 * (2 / 3), 14);
  fc.assert(
    fc.property(stream, (events) => {
      expect(after(new AveragePrecision(), events).value).toBeCloseTo(apByDefinition(events), 12);
    }),
  );
});

it('ranks by the window of the last events only', () => {
  fc.assert(
    fc.property(stream, fc.integer({ min: 1, max: 30 }), (events, window) => {
      const last = events.slice(-window);
      expect(after(new RocAuc({ window }), events).value).toBeCloseTo(aucByPairs(last), 12);
      expect(after(new AveragePrecision({ window }), events).value).toBeCloseTo(apByDefinition(last), 12);
    }),
  );
});

it('draws the curve through thresholds as far as they tell scores apart', () => {
  fc.assert(
    fc.property(stream, (events) => {
      // The highest threshold i/9 that the score is above; −1 for the one below 0.
      const rank = (score: number): number => {
        let i = 0;
        while (i + 1 < 9 && score > (i + 1) / 9) i++;
        return i;
      };
      const ranked = events.map(([y, score]): Scored => [y, rank(score)]);
      expect(after(new RocAucThresholds(), events).value).toBeCloseTo(aucByPairs(ranked), 12);
    }),
  );
});

it('needs many thresholds where scores are close', () => {
  const events: Scored[] = [
    [1, 0.51],
    [0, 0.5],
    [1, 0.53],
    [0, 0.52],
  ];
  expect(after(new RocAucThresholds(), events).value).toBe(0.5);
  expect(after(new RocAucThresholds({ thresholds: 1_000 }), events).value).toBe(0.75);
  expect(after(new RocAuc(), events).value).toBe(0.75);
});

const all = (): ClassificationMetric[] => [
  new Accuracy(),
  new Precision(),
  new Recall(),
  new F1(),
  new LogLoss(),
  new RocAuc(),
  new RocAucThresholds(),
  new AveragePrecision(),
];

it.each(all().map((metric) => [metric.name, metric] as const))(
  '%s is NaN before the first event',
  (_, metric) => {
    expect(metric.value).toBeNaN();
  },
);

it.each(all().map((metric) => [metric.name, metric] as const))(
  '%s refuses what is no prediction',
  (_, metric) => {
    expect(() => metric.update(2, Float64Array.of(0.5, 0.5))).toThrow(RangeError);
    expect(() => metric.update(1, Float64Array.of(1.5, -0.5))).toThrow(RangeError);
    expect(() => metric.update(1, Float64Array.of(Number.NaN, 0.5))).toThrow(RangeError);
    expect(metric.value).toBeNaN();
  },
);
