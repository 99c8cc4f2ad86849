import { GaussianNaiveBayes } from './bayes/gaussian-naive-bayes.js';
import { Adwin } from './drift/adwin.js';
import { PageHinkley } from './drift/page-hinkley.js';
import {
  anomalyDetectorContract,
  classifierContract,
  regressorContract,
  transformerContract,
} from './estimator.contract.js';
import { LinearRegression } from './linear/linear-regression.js';
import { LogisticRegression } from './linear/logistic-regression.js';
import { adaGrad } from './optimizers/ada-grad.js';
import { adam } from './optimizers/adam.js';
import { inverseScaling } from './optimizers/learning-rate.js';
import { sgd } from './optimizers/sgd.js';
import { Random } from './random.js';
import { StandardScaler } from './standard-scaler.js';
import { statefulContract } from './stateful.contract.js';
import { TransformedClassifier } from './transformed-classifier.js';
import { AdaptiveRandomForest } from './trees/adaptive-random-forest.js';
import { HalfSpaceTrees } from './trees/half-space-trees.js';
import { HoeffdingTree } from './trees/hoeffding-tree.js';

transformerContract('StandardScaler', (dimension) => new StandardScaler(dimension), { maxStateBytes: 200 });

const optimizers = {
  sgd: sgd({ learningRate: inverseScaling(0.5) }),
  adaGrad: adaGrad(),
  adam: adam({ learningRate: 0.01 }),
};
for (const [name, optimizer] of Object.entries(optimizers)) {
  classifierContract(
    `LogisticRegression by ${name}`,
    (dimension) => new LogisticRegression(dimension, { optimizer, l2: 1e-4 }),
    { maxStateBytes: 300 },
  );
}
for (const [name, optimizer] of Object.entries({ ...optimizers, sgd: sgd() })) {
  regressorContract(
    `LinearRegression by ${name}`,
    (dimension) => new LinearRegression(dimension, { optimizer }),
    { maxStateBytes: 300 },
  );
}

classifierContract('GaussianNaiveBayes', (dimension) => new GaussianNaiveBayes(dimension), {
  maxStateBytes: 300,
});

classifierContract('HoeffdingTree', (dimension) => new HoeffdingTree(dimension, { maxLeaves: 8 }), {
  // Eight leaves of 460 bytes.
  maxStateBytes: 4_000,
});

classifierContract(
  'AdaptiveRandomForest',
  (dimension) => new AdaptiveRandomForest(dimension, { trees: 5, maxLeaves: 8, seed: 3 }),
  // Ten trees of eight leaves of 250 bytes, ten ADWINs of up to 2 kB.
  { maxStateBytes: 40_000, events: 10_000 },
);

classifierContract(
  'TransformedClassifier',
  (dimension) => new TransformedClassifier(new StandardScaler(dimension), new LogisticRegression(dimension)),
  { maxStateBytes: 500 },
);

anomalyDetectorContract(
  'HalfSpaceTrees',
  (dimension) => new HalfSpaceTrees(dimension, { trees: 10, height: 5, seed: 3 }),
  { maxStateBytes: 10 * 63 * 8 + 200 },
);

statefulContract('Adwin', {
  create: () => new Adwin(),
  feed: (one, random) => one.update(random.uniform()),
  ask: (one) => [one.mean, one.variance, one.windowLength, one.drifts],
  otherShape: () => new Adwin({ bucketsPerSize: 7 }),
  // 16 sizes of six buckets.
  maxStateBytes: 16 * 6 * 16 + 300,
});

statefulContract('PageHinkley', {
  create: () => new PageHinkley({ threshold: 5 }),
  feed: (one, random) => one.update(random.uniform()),
  ask: (one) => [one.drifts],
  maxStateBytes: 60,
});

statefulContract('Random', {
  create: () => new Random(1),
  feed: (one, random) => {
    if (random.uniform() < 0.5) one.uint32();
  },
  ask: (one) => {
    const copy = new Random(0);
    copy.load(one.save());
    return [copy.uniform(), copy.normal(), copy.poisson(6), copy.below(10)];
  },
  maxStateBytes: 40,
});
