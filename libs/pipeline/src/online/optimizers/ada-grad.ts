import { StateReader } from '../state-reader.js';
import { StateWriter } from '../state-writer.js';
import { checkRate, type LearningRate, rateAt } from './learning-rate.js';
import type { Optimizer, OptimizerFactory } from './optimizer.js';

const KIND = 'ada-grad';
const VERSION = 1;

export interface AdaGradOptions {
  /** Default 0.1. */
  readonly learningRate?: LearningRate;
  /** Keeps the first steps from dividing by zero; default 10⁻⁸. */
  readonly epsilon?: number;
}

/**
 * A rate a weight, smaller where gradients were large:
 *
 *     G ← G + g²,   w ← w − η g / √(G + ε)
 *
 * (J. Duchi, E. Hazan, Y. Singer, 2011, "Adaptive subgradient methods for online learning and stochastic optimization").
 */
export const adaGrad =
  (options: AdaGradOptions = {}): OptimizerFactory =>
  (dimension) =>
    new AdaGrad(dimension, options);

class AdaGrad implements Optimizer {
  private readonly learningRate: LearningRate;
  private readonly epsilon: number;
  private steps = 0;
  private squares: Float64Array;

  constructor(
    private readonly dimension: number,
    { learningRate = 0.1, epsilon = 1e-8 }: AdaGradOptions,
  ) {
    checkRate('learningRate', learningRate);
    checkRate('epsilon', epsilon);
    this.learningRate = learningRate;
    this.epsilon = epsilon;
    this.squares = new Float64Array(dimension);
  }

  step(weights: Float64Array, gradient: Float64Array): void {
    const rate = rateAt(this.learningRate, this.steps++);
    for (let i = 0; i < this.dimension; i++) {
      const g = gradient[i] as number;
      const squares = (this.squares[i] as number) + g * g;
      this.squares[i] = squares;
      weights[i] = (weights[i] as number) - (rate * g) / Math.sqrt(squares + this.epsilon);
    }
  }

  save(): Uint8Array {
    const writer = new StateWriter(KIND, VERSION);
    writer.uint32(this.dimension);
    writer.float64(this.steps);
    writer.float64s(this.squares);
    return writer.finish();
  }

  load(bytes: Uint8Array): void {
    const reader = new StateReader(bytes, KIND, VERSION);
    reader.expect('dimension', this.dimension);
    const steps = reader.float64();
    const squares = reader.float64s(this.dimension);
    reader.end();
    this.steps = steps;
    this.squares = squares;
  }
}
