import type { Stateful } from '../../state/stateful.js';
import { checkClasses } from '../arguments.js';
import { mostProbable } from '../estimators.js';
import { StateReader } from '../state-reader.js';
import { StateWriter } from '../state-writer.js';
import { checkPrediction } from './check-prediction.js';

const KIND = 'confusion-matrix';
const VERSION = 1;

/** How often each class was taken for each. */
export class ConfusionMatrix implements Stateful {
  readonly name = 'confusion';
  private counts: Float64Array;

  /** @param classes default 2 */
  constructor(readonly classes = 2) {
    checkClasses(classes);
    this.counts = new Float64Array(classes * classes);
  }

  /** @throws RangeError when there are not as many probabilities as classes, or `y` is none of them */
  update(y: number, probabilities: Float64Array): void {
    checkPrediction(y, probabilities);
    if (probabilities.length !== this.classes) {
      throw new RangeError(`${probabilities.length} probabilities for ${this.classes} classes`);
    }
    const at = y * this.classes + mostProbable(probabilities);
    this.counts[at] = (this.counts[at] as number) + 1;
  }

  /** Events of class `y` for which `foretold` was the most probable class. */
  count(y: number, foretold: number): number {
    return this.counts[y * this.classes + foretold] ?? 0;
  }

  /** A row for each true class, a column for each that was foretold. */
  rows(): number[][] {
    return Array.from({ length: this.classes }, (_, y) => [
      ...this.counts.subarray(y * this.classes, (y + 1) * this.classes),
    ]);
  }

  save(): Uint8Array {
    const writer = new StateWriter(KIND, VERSION);
    writer.uint32(this.classes);
    writer.float64s(this.counts);
    return writer.finish();
  }

  load(bytes: Uint8Array): void {
    const reader = new StateReader(bytes, KIND, VERSION);
    reader.expect('classes', this.classes);
    const counts = reader.float64s(this.counts.length);
    reader.end();
    this.counts = counts;
  }
}
