import { checkFeatures, checkTarget, checkWeight } from '../arguments.js';
import type { Regressor } from '../estimators.js';
import { StateReader } from '../state-reader.js';
import { StateWriter } from '../state-writer.js';
import { LinearModel, type LinearModelOptions } from './linear-model.js';

const KIND = 'linear-regression';
const VERSION = 1;

export type LinearRegressionOptions = LinearModelOptions;

/**
 * A number predicted by a plane, learned by descent on the squared error (B. Widrow, M. E. Hoff, 1960, "Adaptive
 * switching circuits"):
 *
 *     ŷ = w·x + b,   loss (ŷ − y)²,   derivative by ŷ  2 (ŷ − y)
 *
 * Features should be scaled: with a rate above 1 / ‖x‖² the weights swing apart, held only by `clipGradient`.
 */
export class LinearRegression implements Regressor {
  private readonly model: LinearModel;

  /** @throws RangeError naming the option */
  constructor(
    readonly dimension: number,
    options: LinearRegressionOptions = {},
  ) {
    this.model = new LinearModel(dimension, options);
  }

  /** A copy of the weights, then the intercept; into `all` when that is given. */
  coefficients(all?: Float64Array): Float64Array {
    return this.model.coefficients(all);
  }

  learn(x: Float64Array, y: number, weight = 1): void {
    checkFeatures(x, this.dimension);
    checkTarget(y);
    checkWeight(weight);
    if (weight > 0) this.model.descend(x, weight * 2 * (this.model.margin(x) - y));
  }

  predict(x: Float64Array): number {
    checkFeatures(x, this.dimension);
    return this.model.margin(x);
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
