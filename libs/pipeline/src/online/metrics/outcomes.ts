import { mostProbable } from '../estimators.js';
import { StateReader } from '../state-reader.js';
import { StateWriter } from '../state-writer.js';
import { checkPrediction } from './check-prediction.js';
import type { ClassificationMetric } from './metric.js';

const VERSION = 1;

/** How one class, called positive, was told from the others: what precision, recall and F1 count. */
export abstract class Outcomes implements ClassificationMetric {
  abstract readonly name: string;
  abstract readonly value: number;
  protected truePositives = 0;
  protected falsePositives = 0;
  protected falseNegatives = 0;
  protected trueNegatives = 0;

  /** @param positive index of the class; default 1 */
  constructor(readonly positive = 1) {}

  update(y: number, probabilities: Float64Array): void {
    checkPrediction(y, probabilities);
    const foretold = mostProbable(probabilities) === this.positive;
    if (y === this.positive) {
      if (foretold) this.truePositives++;
      else this.falseNegatives++;
    } else if (foretold) this.falsePositives++;
    else this.trueNegatives++;
  }

  save(): Uint8Array {
    const writer = new StateWriter(this.name, VERSION);
    writer.uint32(this.positive);
    writer.float64(this.truePositives);
    writer.float64(this.falsePositives);
    writer.float64(this.falseNegatives);
    writer.float64(this.trueNegatives);
    return writer.finish();
  }

  load(bytes: Uint8Array): void {
    const reader = new StateReader(bytes, this.name, VERSION);
    reader.expect('positive class', this.positive);
    const truePositives = reader.float64();
    const falsePositives = reader.float64();
    const falseNegatives = reader.float64();
    const trueNegatives = reader.float64();
    reader.end();
    Object.assign(this, { truePositives, falsePositives, falseNegatives, trueNegatives });
  }

  /** part / whole; 0 where there is nothing to divide, NaN before the first update. */
  protected share(part: number, whole: number): number {
    const updates = this.truePositives + this.falsePositives + this.falseNegatives + this.trueNegatives;
    if (updates === 0) return Number.NaN;
    return whole === 0 ? 0 : part / whole;
  }
}
