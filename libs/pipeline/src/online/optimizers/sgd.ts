import { StateReader } from '../state-reader.js';
import { StateWriter } from '../state-writer.js';
import { checkRate, type LearningRate, rateAt } from './learning-rate.js';
import type { Optimizer, OptimizerFactory } from './optimizer.js';

const KIND = 'sgd';
const VERSION = 1;

export interface SgdOptions {
  /** Default 0.01. */
  readonly learningRate?: LearningRate;
}

/** Stochastic gradient descent, w ← w − η g (H. Robbins, S. Monro, 1951, "A stochastic approximation method"). */
export const sgd =
  (options: SgdOptions = {}): OptimizerFactory =>
  (dimension) =>
    new Sgd(dimension, options);

class Sgd implements Optimizer {
  private readonly learningRate: LearningRate;
  private steps = 0;

  constructor(
    private readonly dimension: number,
    { learningRate = 0.01 }: SgdOptions,
  ) {
    checkRate('learningRate', learningRate);
    this.learningRate = learningRate;
  }

  step(weights: Float64Array, gradient: Float64Array): void {
    const rate = rateAt(this.learningRate, this.steps++);
    for (let i = 0; i < this.dimension; i++) {
      weights[i] = (weights[i] as number) - rate * (gradient[i] as number);
    }
  }

  save(): Uint8Array {
    const writer = new StateWriter(KIND, VERSION);
    writer.uint32(this.dimension);
    writer.float64(this.steps);
    return writer.finish();
  }

  load(bytes: Uint8Array): void {
    const reader = new StateReader(bytes, KIND, VERSION);
    reader.expect('dimension', this.dimension);
    const steps = reader.float64();
    reader.end();
    this.steps = steps;
  }
}
