import { checkDimension, checkFeatures } from './arguments.js';
import { bounded } from './bounded.js';
import type { Transformer } from './estimators.js';
import { StateReader } from './state-reader.js';
import { StateWriter } from './state-writer.js';

const KIND = 'standard-scaler';
const VERSION = 1;

/**
 * Scales every feature to mean 0 and deviation 1 by what was learned so far:
 *
 *     z = (x − mean) / √variance,   0 while the variance is 0
 *
 * The variance is that of the population (divided by n), kept by B. P. Welford's recurrence (1962, "Note on a method for
 * calculating corrected sums of squares and products"): M₂ += (x − mean before) (x − mean after). Values are clamped to
 * ±10¹⁴⁵ and results are finite.
 */
export class StandardScaler implements Transformer {
  private count = 0;
  private means: Float64Array;
  private squares: Float64Array;
  /** 1 / deviation, 0 where the deviation is 0; follows from `count` and `squares`, so it is not saved. */
  private factors: Float64Array;

  /** @throws RangeError when the dimension is none */
  constructor(readonly dimension: number) {
    checkDimension(dimension);
    this.means = new Float64Array(dimension);
    this.squares = new Float64Array(dimension);
    this.factors = new Float64Array(dimension);
  }

  mean(feature: number): number {
    return this.means[feature] as number;
  }

  /** Of the population; 0 before anything was learned. */
  variance(feature: number): number {
    return this.count === 0 ? 0 : (this.squares[feature] as number) / this.count;
  }

  learn(x: Float64Array): void {
    checkFeatures(x, this.dimension);
    this.count++;
    for (let i = 0; i < this.dimension; i++) {
      const value = bounded(x[i] as number);
      const mean = this.means[i] as number;
      const delta = value - mean;
      const next = mean + delta / this.count;
      const squares = (this.squares[i] as number) + delta * (value - next);
      this.means[i] = next;
      this.squares[i] = squares;
      this.factors[i] = factor(squares, this.count);
    }
  }

  transform(x: Float64Array, into: Float64Array = new Float64Array(this.dimension)): Float64Array {
    checkFeatures(x, this.dimension);
    for (let i = 0; i < this.dimension; i++) {
      into[i] = (bounded(x[i] as number) - (this.means[i] as number)) * (this.factors[i] as number);
    }
    return into;
  }

  save(): Uint8Array {
    const writer = new StateWriter(KIND, VERSION);
    writer.uint32(this.dimension);
    writer.float64(this.count);
    writer.float64s(this.means);
    writer.float64s(this.squares);
    return writer.finish();
  }

  load(bytes: Uint8Array): void {
    const reader = new StateReader(bytes, KIND, VERSION);
    reader.expect('dimension', this.dimension);
    const count = reader.float64();
    const means = reader.float64s(this.dimension);
    const squares = reader.float64s(this.dimension);
    reader.end();
    this.count = count;
    this.means = means;
    this.squares = squares;
    this.factors = squares.map((sum) => factor(sum, count));
  }
}

/** A deviation below 10⁻¹⁵⁰ counts as none, so that the factor times a bounded value is finite. */
function factor(squares: number, count: number): number {
  const variance = squares / count;
  return variance > 1e-300 ? 1 / Math.sqrt(variance) : 0;
}
