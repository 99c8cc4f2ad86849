import type { Stateful } from '../../state/stateful.js';

/** Measures predicted probabilities by the classes that turned out to be true. */
export interface ClassificationMetric extends Stateful {
  readonly name: string;
  /** NaN before the first update. */
  readonly value: number;
  /**
   * Reads `probabilities` during the call and doesn't keep them.
   *
   * @param y index of the true class
   * @throws RangeError when `y` is no index of `probabilities`, or one of these is not in [0, 1]
   */
  update(y: number, probabilities: Float64Array): void;
}

/** Measures predicted numbers by the true ones. */
export interface RegressionMetric extends Stateful {
  readonly name: string;
  /** NaN before the first update. */
  readonly value: number;
  /** @throws RangeError when either is not finite */
  update(y: number, predicted: number): void;
}
