import { GaussianNaiveBayes } from './bayes/gaussian-naive-bayes.js';
import type { Classifier } from './estimators.js';
import { LogisticRegression } from './linear/logistic-regression.js';
import { Accuracy } from './metrics/accuracy.js';
import { WithBaseline } from './metrics/with-baseline.js';
import { type Measure, Prequential } from './prequential.js';
import { StandardScaler } from './standard-scaler.js';
import { statefulContract } from './stateful.contract.js';
import { TransformedClassifier } from './transformed-classifier.js';

const stateless = { save: () => new Uint8Array(0), load: () => undefined };

/** Writes down what is asked of it; its probability of class 1 is x. */
function recorder(log: string[]): Classifier & { observe(x: Float64Array): void } {
  return {
    ...stateless,
    dimension: 1,
    classes: 2,
    ready: true,
    observe: ([x]) => void log.push(`observe ${x}`),
    learn: ([x], y) => void log.push(`learn ${x} ${y}`),
    probabilities: ([x = 0], into = new Float64Array(2)) => {
      log.push(`predict ${x}`);
      into.set([1 - x, x]);
      return into;
    },
  };
}

const measureInto = (log: string[]): Measure => ({
  ...stateless,
  update: (y, p) => void log.push(`measure ${p?.[1]} by ${y}`),
});

function run(labelDelay: number, finish = false): string[] {
  const log: string[] = [];
  const evaluation = new Prequential({ model: recorder(log), measures: [measureInto(log)], labelDelay });
  const x = new Float64Array(1);
  [0.25, 0.5, 0.75].forEach((value, i) => {
    // One array for all events, as a caller may have it.
    x[0] = value;
    evaluation.next(x, i % 2);
  });
  if (finish) evaluation.finish();
  return log;
}

it('observes and predicts each event, measures, then learns', () => {
  expect(run(0).slice(0, 6)).toEqual([
    'observe 0.25',
    'predict 0.25',
    'measure 0.25 by 0',
    'learn 0.25 0',
    'observe 0.5',
    'predict 0.5',
  ]);
});

it('learns an event only when its label comes, with the prediction made before', () => {
  expect(run(2)).toEqual([
    'observe 0.25',
    'predict 0.25',
    'observe 0.5',
    'predict 0.5',
    'observe 0.75',
    'predict 0.75',
    'measure 0.25 by 0',
    'learn 0.25 0',
  ]);
});

it('takes all labels that are left when it finishes, in order', () => {
  expect(run(2, true).slice(8)).toEqual([
    'measure 0.5 by 1',
    'learn 0.5 1',
    'measure 0.75 by 0',
    'learn 0.75 0',
  ]);
});

it('holds no more events than the delay', () => {
  const evaluation = new Prequential({ model: recorder([]), measures: [], labelDelay: 3 });
  for (let i = 0; i < 50; i++) {
    evaluation.next(Float64Array.of(0.5), 0);
    expect(evaluation.pending).toBe(Math.min(i + 1, 3));
  }
  expect(() => new Prequential({ model: recorder([]), measures: [], labelDelay: 1e9 })).toThrow(RangeError);
});

it('does not measure a model that had no opinion', () => {
  const accuracy = new WithBaseline(() => new Accuracy());
  const evaluation = new Prequential({ model: new GaussianNaiveBayes(1), measures: [accuracy] });
  evaluation.next(Float64Array.of(1), 0);
  expect(accuracy.model.value).toBeNaN();
  evaluation.next(Float64Array.of(1), 0);
  expect(accuracy.model.value).toBe(1);
});

it('lets a transformer that learns what is observed see an event before its prediction', () => {
  const after = (transformerLearns: 'labelled' | 'observed'): number => {
    const scaler = new StandardScaler(1);
    const model = new TransformedClassifier(scaler, new LogisticRegression(1), transformerLearns);
    const evaluation = new Prequential({ model, measures: [], labelDelay: 5 });
    for (const value of [1, 2, 3]) evaluation.next(Float64Array.of(value), 1);
    return scaler.mean(0);
  };
  expect(after('observed')).toBe(2);
  expect(after('labelled')).toBe(0);
});

it('refuses an event that is none and leaves no trace of it', () => {
  const log: string[] = [];
  const evaluation = new Prequential({ model: recorder(log), measures: [], labelDelay: 1 });
  expect(() => evaluation.next(Float64Array.of(Number.NaN), 0)).toThrow(RangeError);
  expect(() => evaluation.next(Float64Array.of(0.5), 2)).toThrow(RangeError);
  expect(log).toEqual([]);
  expect(evaluation.pending).toBe(0);
});

const create = (labelDelay: number): [Prequential, WithBaseline<Accuracy>] => {
  const accuracy = new WithBaseline(() => new Accuracy());
  return [new Prequential({ model: new GaussianNaiveBayes(2), measures: [accuracy], labelDelay }), accuracy];
};

statefulContract('Prequential', {
  create: () => create(7)[0],
  feed: (one, random) => {
    const y = random.below(2);
    one.next(Float64Array.of(random.normal() + y, random.normal()), y);
  },
  ask: (one) => {
    const [copy, accuracy] = create(7);
    copy.load(one.save());
    copy.finish();
    return [accuracy.model.value, accuracy.baseline.value];
  },
  otherShape: () => create(8)[0],
  maxStateBytes: 900,
});
