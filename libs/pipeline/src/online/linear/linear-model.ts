import { checkDimension, checkNumber } from '../arguments.js';
import { checkRate, type LearningRate, rateAt } from '../optimizers/learning-rate.js';
import type { Optimizer, OptimizerFactory } from '../optimizers/optimizer.js';
import { sgd } from '../optimizers/sgd.js';
import type { StateReader } from '../state-reader.js';
import type { StateWriter } from '../state-writer.js';

export interface LinearModelOptions {
  /** Moves the weights; default `sgd()`, with rate 0.01. */
  readonly optimizer?: OptimizerFactory;
  /** The intercept moves by plain gradient descent at a rate of its own; default 0.01. */
  readonly interceptLearningRate?: LearningRate;
  /** Penalty λ: the loss has λ/2 ‖w‖² added; the intercept is free of it. Default 0. */
  readonly l2?: number;
  /** The gradient of the loss, and each entry of that of the weights, is cut to ± this; default 10¹². */
  readonly clipGradient?: number;
}

/** Weights and an intercept, all from 0, and one step of descent: what linear and logistic regression share. */
export class LinearModel {
  private weights: Float64Array;
  private intercept = 0;
  private steps = 0;
  private readonly gradient: Float64Array;
  private readonly optimizer: Optimizer;
  private readonly interceptLearningRate: LearningRate;
  private readonly l2: number;
  private readonly clipGradient: number;

  constructor(
    readonly dimension: number,
    { optimizer = sgd(), interceptLearningRate = 0.01, l2 = 0, clipGradient = 1e12 }: LinearModelOptions,
  ) {
    checkDimension(dimension);
    checkRate('interceptLearningRate', interceptLearningRate);
    checkNumber('l2', l2, 0, 1e6);
    checkNumber('clipGradient', clipGradient, Number.MIN_VALUE, 1e12);
    this.weights = new Float64Array(dimension);
    this.gradient = new Float64Array(dimension);
    this.optimizer = optimizer(dimension);
    this.interceptLearningRate = interceptLearningRate;
    this.l2 = l2;
    this.clipGradient = clipGradient;
  }

  /**
   * A copy of what is learned: the weight of each feature, then the intercept.
   *
   * @param all takes it: dimension + 1 numbers
   */
  coefficients(all: Float64Array = new Float64Array(this.dimension + 1)): Float64Array {
    all.set(this.weights);
    all[this.dimension] = this.intercept;
    return all;
  }

  /** w·x + intercept, always finite: where terms overflow against each other it is 0. */
  margin(x: Float64Array): number {
    let sum = this.intercept;
    for (let i = 0; i < this.dimension; i++) sum += (this.weights[i] as number) * (x[i] as number);
    return Number.isNaN(sum) ? 0 : clip(sum, Number.MAX_VALUE);
  }

  /** One step against the loss whose derivative by the margin at `x` is given. */
  descend(x: Float64Array, derivative: number): void {
    const g = clip(derivative, this.clipGradient);
    for (let i = 0; i < this.dimension; i++) {
      this.gradient[i] = clip(
        g * (x[i] as number) + this.l2 * (this.weights[i] as number),
        this.clipGradient,
      );
    }
    this.optimizer.step(this.weights, this.gradient);
    this.intercept -= rateAt(this.interceptLearningRate, this.steps++) * g;
  }

  write(writer: StateWriter): void {
    writer.uint32(this.dimension);
    writer.float64s(this.weights);
    writer.float64(this.intercept);
    writer.float64(this.steps);
    writer.nested(this.optimizer.save());
  }

  /** Reads to the end of the state, and changes nothing when that throws. */
  read(reader: StateReader): void {
    reader.expect('dimension', this.dimension);
    const weights = reader.float64s(this.dimension);
    const intercept = reader.float64();
    const steps = reader.float64();
    const optimizer = reader.nested();
    reader.end();
    this.optimizer.load(optimizer);
    this.weights = weights;
    this.intercept = intercept;
    this.steps = steps;
  }
}

const clip = (value: number, bound: number): number =>
  value > bound ? bound : value < -bound ? -bound : value;
