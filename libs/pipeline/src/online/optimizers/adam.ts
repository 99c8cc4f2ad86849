import { checkNumber } from '../arguments.js';
import { StateReader } from '../state-reader.js';
import { StateWriter } from '../state-writer.js';
import { checkRate, type LearningRate, rateAt } from './learning-rate.js';
import type { Optimizer, OptimizerFactory } from './optimizer.js';

const KIND = 'adam';
const VERSION = 1;

export interface AdamOptions {
  /** α of the paper; default 0.001. */
  readonly learningRate?: LearningRate;
  /** How much of the mean of gradients stays with each step; default 0.9. */
  readonly beta1?: number;
  /** How much of the mean of their squares stays; default 0.999. */
  readonly beta2?: number;
  /** Default 10⁻⁸. */
  readonly epsilon?: number;
}

/**
 * Steps by running means of the gradient and of its square, corrected for their start at zero:
 *
 *     m ← β₁ m + (1 − β₁) g,   v ← β₂ v + (1 − β₂) g²
 *     w ← w − α (m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + ε)
 *
 * (D. P. Kingma, J. L. Ba, 2015, "Adam: a method for stochastic optimization", algorithm 1).
 */
export const adam =
  (options: AdamOptions = {}): OptimizerFactory =>
  (dimension) =>
    new Adam(dimension, options);

class Adam implements Optimizer {
  private readonly learningRate: LearningRate;
  private readonly beta1: number;
  private readonly beta2: number;
  private readonly epsilon: number;
  private steps = 0;
  private means: Float64Array;
  private squares: Float64Array;

  constructor(
    private readonly dimension: number,
    { learningRate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: AdamOptions,
  ) {
    checkRate('learningRate', learningRate);
    checkRate('epsilon', epsilon);
    checkNumber('beta1', beta1, 0, 1 - Number.EPSILON);
    checkNumber('beta2', beta2, 0, 1 - Number.EPSILON);
    this.learningRate = learningRate;
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = epsilon;
    this.means = new Float64Array(dimension);
    this.squares = new Float64Array(dimension);
  }

  step(weights: Float64Array, gradient: Float64Array): void {
    const { beta1, beta2, epsilon, means, squares } = this;
    const rate = rateAt(this.learningRate, this.steps++);
    const meanShare = 1 - beta1 ** this.steps;
    const squareShare = 1 - beta2 ** this.steps;
    for (let i = 0; i < this.dimension; i++) {
      const g = gradient[i] as number;
      const mean = beta1 * (means[i] as number) + (1 - beta1) * g;
      const square = beta2 * (squares[i] as number) + (1 - beta2) * g * g;
      means[i] = mean;
      squares[i] = square;
      const step = mean / meanShare / (Math.sqrt(square / squareShare) + epsilon);
      weights[i] = (weights[i] as number) - rate * step;
    }
  }

  save(): Uint8Array {
    const writer = new StateWriter(KIND, VERSION);
    writer.uint32(this.dimension);
    writer.float64(this.steps);
    writer.float64s(this.means);
    writer.float64s(this.squares);
    return writer.finish();
  }

  load(bytes: Uint8Array): void {
    const reader = new StateReader(bytes, KIND, VERSION);
    reader.expect('dimension', this.dimension);
    const steps = reader.float64();
    const means = reader.float64s(this.dimension);
    const squares = reader.float64s(this.dimension);
    reader.end();
    this.steps = steps;
    this.means = means;
    this.squares = squares;
  }
}
