import type { Stateful } from '../state/stateful.js';

/**
 * What every estimator keeps to:
 *
 * - `x` has the dimension the estimator was made with and belongs to the caller: it is read during the call, never kept,
 *   never changed.
 * - Entries are finite. NaN and infinities throw a RangeError that names the index; so do a wrong length, a class that
 *   is none, a target that is not finite, and a weight that is negative or not finite.
 * - The same options, seed and stream give the same state, byte for byte.
 * - Where a method takes `into`, the answer is written there and given back, and nothing is allocated.
 */
export interface Classifier extends Stateful {
  readonly dimension: number;
  /** How many classes there are; they are numbered from 0. */
  readonly classes: number;
  /** False while it has seen no class and could only answer that all are alike; a linear model has an opinion at once. */
  readonly ready: boolean;
  /** @param weight how often this event counts; default 1, 0 teaches nothing */
  learn(x: Float64Array, y: number, weight?: number): void;
  /** One probability a class, in [0, 1], of sum 1. */
  probabilities(x: Float64Array, into?: Float64Array): Float64Array;
}

export interface Regressor extends Stateful {
  readonly dimension: number;
  /** @param weight how often this event counts; default 1, 0 teaches nothing */
  learn(x: Float64Array, y: number, weight?: number): void;
  /** Always finite. */
  predict(x: Float64Array): number;
}

/** Learns without labels what is usual. */
export interface AnomalyDetector extends Stateful {
  readonly dimension: number;
  learn(x: Float64Array): void;
  /** In [0, 1]; the higher, the less usual. */
  score(x: Float64Array): number;
}

export interface Transformer extends Stateful {
  readonly dimension: number;
  learn(x: Float64Array): void;
  /** @param into of the same dimension; may be `x` itself */
  transform(x: Float64Array, into?: Float64Array): Float64Array;
}

/** Watches one series of numbers. */
export interface DriftDetector extends Stateful {
  /** How often `update` answered true. */
  readonly drifts: number;
  /**
   * @returns whether the series is found to have drifted at this value
   * @throws RangeError when the value is not finite
   */
  update(value: number): boolean;
}

/** Turns a value of another type into features; learns nothing. */
export interface Encoder<T> {
  /** How many features one value gives. */
  readonly width: number;
  /** Writes the features into `into` from index `at` (default 0), and gives `into` back. */
  encode(value: T, into?: Float64Array, at?: number): Float64Array;
}

/** The class of the highest probability, the lowest of them on a tie; so of two classes, 1 only above 0.5. */
export function mostProbable(probabilities: Float64Array): number {
  let best = 0;
  for (let c = 1; c < probabilities.length; c++) {
    if ((probabilities[c] as number) > (probabilities[best] as number)) best = c;
  }
  return best;
}
