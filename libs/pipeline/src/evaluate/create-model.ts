import {
  AdaptiveRandomForest,
  type Classifier,
  GaussianNaiveBayes,
  HalfSpaceTrees,
  HoeffdingTree,
  LogisticRegression,
  StandardScaler,
  sgd,
  TransformedClassifier,
} from '../online/index.js';
import { AnomalyClassifier } from './anomaly-classifier.js';
import { LastClass } from './last-class.js';

/** What distinguishes the models for whoever gives options to them. */
interface Traits {
  /** Whether it stands behind a scaler unless told otherwise. */
  readonly scaled: boolean;
  readonly manyClasses: boolean;
  readonly learningRate: boolean;
}

export const MODELS = {
  'logistic-regression': { scaled: true, manyClasses: false, learningRate: true },
  'gaussian-naive-bayes': { scaled: false, manyClasses: true, learningRate: false },
  'hoeffding-tree': { scaled: false, manyClasses: true, learningRate: false },
  'adaptive-random-forest': { scaled: false, manyClasses: true, learningRate: false },
  'half-space-trees': { scaled: true, manyClasses: false, learningRate: false },
  'last-class': { scaled: false, manyClasses: true, learningRate: false },
} as const satisfies Record<string, Traits>;

export type ModelName = keyof typeof MODELS;

export interface ModelSettings {
  readonly model: ModelName;
  /** Of the weights; that of the intercept is always 0.01. */
  readonly learningRate: number;
  readonly scaler: 'standard' | 'none';
  /** The scaler learns a row before its prediction instead of after. */
  readonly scaleFirst: boolean;
  readonly seed: number;
}

/** @throws RangeError naming the option */
export function createModel(settings: ModelSettings, dimension: number, classes: number): Classifier {
  const model = bare(settings, dimension, classes);
  if (settings.scaler === 'none') return model;
  const scaler = new StandardScaler(dimension);
  return new TransformedClassifier(scaler, model, settings.scaleFirst ? 'observed' : 'labelled');
}

function bare(settings: ModelSettings, dimension: number, classes: number): Classifier {
  const { model, learningRate, scaler, seed } = settings;
  switch (model) {
    case 'logistic-regression':
      return new LogisticRegression(dimension, {
        optimizer: sgd({ learningRate }),
        interceptLearningRate: 0.01,
      });
    case 'gaussian-naive-bayes':
      return new GaussianNaiveBayes(dimension, classes);
    case 'hoeffding-tree':
      return new HoeffdingTree(dimension, { classes });
    case 'adaptive-random-forest':
      return new AdaptiveRandomForest(dimension, { classes, seed });
    case 'half-space-trees':
      // Nearly all scaled values lie within three deviations.
      return new AnomalyClassifier(
        new HalfSpaceTrees(dimension, { limits: scaler === 'none' ? [0, 1] : [-3, 3], seed }),
      );
    case 'last-class':
      return new LastClass(dimension, classes);
  }
}
