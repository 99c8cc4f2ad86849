import { checkClass, checkFeatures, checkNumber, checkWeight } from '../arguments.js';
import type { Classifier } from '../estimators.js';
import { StateReader } from '../state-reader.js';
import { StateWriter } from '../state-writer.js';
import { LinearModel, type LinearModelOptions } from './linear-model.js';

const KIND = 'logistic-regression';
const VERSION = 1;

export interface LogisticRegressionOptions extends LinearModelOptions {
  /** How often an event of class 0 and of class 1 counts, times its own weight; default [1, 1]. */
  readonly classWeights?: readonly [number, number];
}

/**
 * Two classes told apart by a plane (D. R. Cox, 1958, "The regression analysis of binary sequences"):
 *
 *     p = 1 / (1 + e^−(w·x + b)),   loss −y ln p − (1 − y) ln(1 − p),   derivative by the margin p − y
 *
 * Features should be scaled: one rate moves all weights.
 */
export class LogisticRegression implements Classifier {
  readonly classes = 2;
  readonly ready = true;
  private readonly model: LinearModel;
  private readonly classWeights: readonly [number, number];

  /** @throws RangeError naming the option */
  constructor(
    readonly dimension: number,
    options: LogisticRegressionOptions = {},
  ) {
    const { classWeights = [1, 1] } = options;
    for (const weight of classWeights) checkNumber('classWeights', weight, 0, 1e6);
    this.classWeights = classWeights;
    this.model = new LinearModel(dimension, options);
  }

  /** A copy of the weights, then the intercept; into `all` when that is given. */
  coefficients(all?: Float64Array): Float64Array {
    return this.model.coefficients(all);
  }

  learn(x: Float64Array, y: number, weight = 1): void {
    checkFeatures(x, this.dimension);
    checkClass(y, this.classes);
    checkWeight(weight);
    const counts = weight * this.classWeights[y as 0 | 1];
    // A step with l2 or momentum would move the weights even so.
    if (counts > 0) this.model.descend(x, counts * (logistic(this.model.margin(x)) - y));
  }

  probabilities(x: Float64Array, into: Float64Array = new Float64Array(2)): Float64Array {
    checkFeatures(x, this.dimension);
    const p = logistic(this.model.margin(x));
    into[0] = 1 - p;
    into[1] = p;
    return into;
  }

  save(): Uint8Array {
    const writer = new StateWriter(KIND, VERSION);
    this.model.write(writer);
    return writer.finish();
  }

  load(bytes: Uint8Array): void {
    this.model.read(new StateReader(bytes, KIND, VERSION));
  }
}

/** Overflow of e^−z gives 0, as it should. */
const logistic = (z: number): number => 1 / (1 + Math.exp(-z));
