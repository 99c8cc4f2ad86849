import type { Random } from '../random.js';
import { statefulContract } from '../stateful.contract.js';
import { Accuracy } from './accuracy.js';
import { AveragePrecision } from './average-precision.js';
import { ConfusionMatrix } from './confusion-matrix.js';
import { F1 } from './f1.js';
import { LogLoss } from './log-loss.js';
import { Mae } from './mae.js';
import type { ClassificationMetric, RegressionMetric } from './metric.js';
import { Mse } from './mse.js';
import { Precision } from './precision.js';
import { R2 } from './r2.js';
import { Recall } from './recall.js';
import { RocAuc } from './roc-auc.js';
import { RocAucThresholds } from './roc-auc-thresholds.js';
import { RegressionWithBaseline, WithBaseline } from './with-baseline.js';

function feed(metric: { update(y: number, p: Float64Array): void }, random: Random): void {
  const score = random.uniform();
  metric.update(random.uniform() < score ? 1 : 0, Float64Array.of(1 - score, score));
}

const counting: readonly (() => ClassificationMetric)[] = [
  () => new Accuracy(),
  () => new Precision(),
  () => new Recall(),
  () => new F1(),
  () => new LogLoss(),
];
for (const create of counting) {
  statefulContract(create().name, { create, feed, ask: (one) => [one.value], maxStateBytes: 100 });
}

statefulContract('confusion', {
  create: () => new ConfusionMatrix(),
  feed,
  ask: (one) => one.rows().flat(),
  otherShape: () => new ConfusionMatrix(3),
  maxStateBytes: 100,
});

statefulContract('roc-auc', {
  create: () => new RocAuc({ window: 150 }),
  feed,
  ask: (one) => [one.value],
  otherShape: () => new RocAuc({ window: 100 }),
  maxStateBytes: 150 * 9 + 100,
});

statefulContract('average-precision', {
  create: () => new AveragePrecision({ window: 150 }),
  feed,
  ask: (one) => [one.value],
  otherShape: () => new AveragePrecision({ window: 150, positive: 0 }),
  maxStateBytes: 150 * 9 + 100,
});

statefulContract('roc-auc-thresholds', {
  create: () => new RocAucThresholds(),
  feed,
  ask: (one) => [one.value],
  otherShape: () => new RocAucThresholds({ thresholds: 11 }),
  maxStateBytes: 300,
});

const ofNumbers: readonly (() => RegressionMetric)[] = [() => new Mse(), () => new Mae(), () => new R2()];
for (const create of ofNumbers) {
  statefulContract(create().name, {
    create,
    feed: (one, random) => one.update(random.normal(), random.normal()),
    ask: (one) => [one.value],
    maxStateBytes: 100,
  });
}

statefulContract('accuracy with its baseline', {
  create: () => new WithBaseline(() => new Accuracy()),
  feed,
  ask: (one) => [one.model.value, one.baseline.value],
  maxStateBytes: 200,
});

statefulContract('mae with its baseline', {
  create: () => new RegressionWithBaseline(() => new Mae()),
  feed: (one, random) => one.update(random.normal(), random.normal()),
  ask: (one) => [one.model.value, one.baseline.value],
  maxStateBytes: 200,
});
