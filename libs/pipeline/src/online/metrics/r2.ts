import { checkTarget } from '../arguments.js';
import { bounded } from '../bounded.js';
import { StateReader } from '../state-reader.js';
import { StateWriter } from '../state-writer.js';
import type { RegressionMetric } from './metric.js';

const KIND = 'r2';
const VERSION = 1;

/**
 * Coefficient of determination, 1 − Σ(y − ŷ)² / Σ(y − ȳ)²: 1 when all is foretold, 0 when the mean of all y would have
 * done as well, below 0 when it would have done better; 0 while y has not varied.
 */
export class R2 implements RegressionMetric {
  readonly name = 'r2';
  private count = 0;
  private mean = 0;
  private squares = 0;
  private residuals = 0;

  get value(): number {
    if (this.count === 0) return Number.NaN;
    return this.squares === 0 ? 0 : 1 - this.residuals / this.squares;
  }

  update(y: number, predicted: number): void {
    checkTarget(y);
    checkTarget(predicted);
    const near = bounded(y);
    const residual = bounded(near - predicted);
    const delta = near - this.mean;
    this.count++;
    this.mean += delta / this.count;
    this.squares += delta * (near - this.mean);
    this.residuals += residual * residual;
  }

  save(): Uint8Array {
    const writer = new StateWriter(KIND, VERSION);
    for (const value of [this.count, this.mean, this.squares, this.residuals]) writer.float64(value);
    return writer.finish();
  }

  load(bytes: Uint8Array): void {
    const reader = new StateReader(bytes, KIND, VERSION);
    const count = reader.float64();
    const mean = reader.float64();
    const squares = reader.float64();
    const residuals = reader.float64();
    reader.end();
    this.count = count;
    this.mean = mean;
    this.squares = squares;
    this.residuals = residuals;
  }
}
