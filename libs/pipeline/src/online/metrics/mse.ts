import { checkTarget } from '../arguments.js';
import { bounded } from '../bounded.js';
import { StateReader } from '../state-reader.js';
import { StateWriter } from '../state-writer.js';
import type { RegressionMetric } from './metric.js';
import { RunningMean } from './running-mean.js';

const KIND = 'mse';
const VERSION = 1;

/** Mean of (y − ŷ)², in the square of the unit of y; errors beyond ±10¹⁴⁵ count as that. */
export class Mse implements RegressionMetric {
  readonly name = 'mse';
  private mean = new RunningMean();

  get value(): number {
    return this.mean.value;
  }

  update(y: number, predicted: number): void {
    checkTarget(y);
    checkTarget(predicted);
    const distance = bounded(y - predicted);
    this.mean.add(distance * distance);
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
