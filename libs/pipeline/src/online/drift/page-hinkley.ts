import { checkNumber, checkTarget, checkWhole } from '../arguments.js';
import { bounded } from '../bounded.js';
import type { DriftDetector } from '../estimators.js';
import { StateReader } from '../state-reader.js';
import { StateWriter } from '../state-writer.js';

const KIND = 'page-hinkley';
const VERSION = 1;

export interface PageHinkleyOptions {
  /** Values before the first alarm, and after each; default 30. */
  readonly minValues?: number;
  /** Rise of the mean, in units of the series, that is let pass; default 0.005. */
  readonly delta?: number;
  /** λ: how much the excess may add up to; default 50. */
  readonly threshold?: number;
  /** Share of the excess that stays with each value; default 0.9999. */
  readonly alpha?: number;
}

/**
 * Tells when the mean of a series has risen, by the excess over the running mean m:
 *
 *     S ← max(0, α S + x − m − δ),   drift when S ≥ λ
 *
 * With α = 1, S is the cumulative sum of x − m − δ less its minimum so far. Starts anew after a drift. E. S. Page, 1954,
 * "Continuous inspection schemes"; D. V. Hinkley, 1971, "Inference about the change-point from cumulative sum tests".
 */
export class PageHinkley implements DriftDetector {
  private readonly minValues: number;
  private readonly delta: number;
  private readonly threshold: number;
  private readonly alpha: number;
  private found = 0;
  private count = 0;
  private mean = 0;
  private excess = 0;

  /** @throws RangeError naming the option */
  constructor({ minValues = 30, delta = 0.005, threshold = 50, alpha = 0.9999 }: PageHinkleyOptions = {}) {
    checkWhole('minValues', minValues, 1, 1e9);
    checkNumber('delta', delta, 0, 1e100);
    checkNumber('threshold', threshold, 0, 1e100);
    checkNumber('alpha', alpha, 0, 1);
    this.minValues = minValues;
    this.delta = delta;
    this.threshold = threshold;
    this.alpha = alpha;
  }

  get drifts(): number {
    return this.found;
  }

  update(value: number): boolean {
    checkTarget(value);
    this.count++;
    const near = bounded(value);
    this.mean += (near - this.mean) / this.count;
    this.excess = Math.max(0, this.alpha * this.excess + (near - this.mean - this.delta));
    if (this.count < this.minValues || this.excess < this.threshold) return false;
    this.found++;
    this.count = 0;
    this.mean = 0;
    this.excess = 0;
    return true;
  }

  save(): Uint8Array {
    const writer = new StateWriter(KIND, VERSION);
    for (const value of [this.found, this.count, this.mean, this.excess]) writer.float64(value);
    return writer.finish();
  }

  load(bytes: Uint8Array): void {
    const reader = new StateReader(bytes, KIND, VERSION);
    const found = reader.float64();
    const count = reader.float64();
    const mean = reader.float64();
    const excess = reader.float64();
    reader.end();
    this.found = found;
    this.count = count;
    this.mean = mean;
    this.excess = excess;
  }
}
