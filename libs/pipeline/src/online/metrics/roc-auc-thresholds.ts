import { checkWhole } from '../arguments.js';
import { StateReader } from '../state-reader.js';
import { StateWriter } from '../state-writer.js';
import { checkPrediction, scoreOf } from './check-prediction.js';
import type { ClassificationMetric } from './metric.js';

const KIND = 'roc-auc-thresholds';
const VERSION = 1;
/** The outer thresholds lie this far outside [0, 1], so that the curve reaches both of its ends. */
const BEYOND = 1e-7;

export interface RocAucThresholdsOptions {
  /** Index of the positive class; default 1. */
  readonly positive?: number;
  /** Default 10. */
  readonly thresholds?: number;
}

/**
 * The area under the ROC curve drawn through a few evenly spaced thresholds, i / (n − 1), by trapezia: constant memory
 * over the whole stream, and an approximation from which RocAuc may differ in the third digit. 0 while either class is
 * missing.
 */
export class RocAucThresholds implements ClassificationMetric {
  readonly name = 'roc-auc-thresholds';
  private readonly positive: number;
  private readonly thresholds: Float64Array;
  /** Events scored above each threshold. */
  private positivesAbove: Float64Array;
  private negativesAbove: Float64Array;
  private positives = 0;
  private negatives = 0;

  constructor({ positive = 1, thresholds = 10 }: RocAucThresholdsOptions = {}) {
    checkWhole('thresholds', thresholds, 2, 10_000);
    this.positive = positive;
    this.thresholds = Float64Array.from({ length: thresholds }, (_, i) => i / (thresholds - 1));
    this.thresholds[0] = -BEYOND;
    this.thresholds[thresholds - 1] = 1 + BEYOND;
    this.positivesAbove = new Float64Array(thresholds);
    this.negativesAbove = new Float64Array(thresholds);
  }

  get value(): number {
    const { positives, negatives } = this;
    if (positives + negatives === 0) return Number.NaN;
    if (positives === 0 || negatives === 0) return 0;
    let area = 0;
    for (let i = 1; i < this.thresholds.length; i++) {
      const width = (this.negativesAbove[i - 1] as number) - (this.negativesAbove[i] as number);
      const heights = (this.positivesAbove[i - 1] as number) + (this.positivesAbove[i] as number);
      area += (width * heights) / 2;
    }
    return area / (positives * negatives);
  }

  update(y: number, probabilities: Float64Array): void {
    checkPrediction(y, probabilities);
    const score = scoreOf(probabilities, this.positive);
    const isPositive = y === this.positive;
    if (isPositive) this.positives++;
    else this.negatives++;
    const above = isPositive ? this.positivesAbove : this.negativesAbove;
    for (let i = 0; i < above.length && score > (this.thresholds[i] as number); i++) {
      above[i] = (above[i] as number) + 1;
    }
  }

  save(): Uint8Array {
    const writer = new StateWriter(KIND, VERSION);
    writer.uint32(this.positive);
    writer.uint32(this.thresholds.length);
    writer.float64s(this.positivesAbove);
    writer.float64s(this.negativesAbove);
    writer.float64(this.positives);
    writer.float64(this.negatives);
    return writer.finish();
  }

  load(bytes: Uint8Array): void {
    const reader = new StateReader(bytes, KIND, VERSION);
    reader.expect('positive class', this.positive);
    reader.expect('thresholds', this.thresholds.length);
    const positivesAbove = reader.float64s(this.thresholds.length);
    const negativesAbove = reader.float64s(this.thresholds.length);
    const positives = reader.float64();
    const negatives = reader.float64();
    reader.end();
    Object.assign(this, { positivesAbove, negativesAbove, positives, negatives });
  }
}
