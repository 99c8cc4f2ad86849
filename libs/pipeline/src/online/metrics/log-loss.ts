import { StateReader } from '../state-reader.js';
import { StateWriter } from '../state-writer.js';
import { checkPrediction } from './check-prediction.js';
import type { ClassificationMetric } from './metric.js';
import { RunningMean } from './running-mean.js';

const KIND = 'log-loss';
const VERSION = 1;
/** Keeps the loss of one event below 34.6. */
const LEAST = 1e-15;

/** Mean of −ln p of the true class, in nats; p is cut to [10⁻¹⁵, 1 − 10⁻¹⁵]. */
export class LogLoss implements ClassificationMetric {
  readonly name = 'log-loss';
  private mean = new RunningMean();

  get value(): number {
    return this.mean.value;
  }

  update(y: number, probabilities: Float64Array): void {
    checkPrediction(y, probabilities);
    this.mean.add(-Math.log(Math.min(1 - LEAST, Math.max(LEAST, probabilities[y] as number))));
  }

  save(): Uint8Array {
    const writer = new StateWriter(KIND, VERSION);
    this.mean.write(writer);
    return writer.finish();
  }

  load(bytes: Uint8Array): void {
    const reader = new StateReader(bytes, KIND, VERSION);
    const mean = RunningMean.read(reader);
    reader.end();
    this.mean = mean;
  }
}
