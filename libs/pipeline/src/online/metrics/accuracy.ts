import { mostProbable } from '../estimators.js';
import { StateReader } from '../state-reader.js';
import { StateWriter } from '../state-writer.js';
import { checkPrediction } from './check-prediction.js';
import type { ClassificationMetric } from './metric.js';

const KIND = 'accuracy';
const VERSION = 1;

/** Share of events whose most probable class was the true one; of two classes, 1 is foretold only above 0.5. */
export class Accuracy implements ClassificationMetric {
  readonly name = 'accuracy';
  private correct = 0;
  private count = 0;

  get value(): number {
    return this.correct / this.count;
  }

  update(y: number, probabilities: Float64Array): void {
    checkPrediction(y, probabilities);
    this.count++;
    if (mostProbable(probabilities) === y) this.correct++;
  }

  save(): Uint8Array {
    const writer = new StateWriter(KIND, VERSION);
    writer.float64(this.correct);
    writer.float64(this.count);
    return writer.finish();
  }

  load(bytes: Uint8Array): void {
    const reader = new StateReader(bytes, KIND, VERSION);
    const correct = reader.float64();
    const count = reader.float64();
    reader.end();
    this.correct = correct;
    this.count = count;
  }
}
