import type { Stateful } from '../../state/stateful.js';

/** Moves weights against the gradient of a loss. */
export interface Optimizer extends Stateful {
  /** Changes `weights` in place; both have the dimension that the optimizer was made for. */
  step(weights: Float64Array, gradient: Float64Array): void;
}

/** What the options of a model take: the model knows its dimension. */
export type OptimizerFactory = (dimension: number) => Optimizer;
