import { checkClass, checkFeatures, checkWeight } from '../online/arguments.js';
import type { Classifier } from '../online/index.js';
import { StateReader, StateWriter } from '../online/index.js';

const KIND = 'last-class';
const VERSION = 1;

/** Foretells with certainty the class that it learned last; what does no better has learned nothing. */
export class LastClass implements Classifier {
  private last = -1;

  constructor(
    readonly dimension: number,
    readonly classes = 2,
  ) {}

  get ready(): boolean {
    return this.last >= 0;
  }

  learn(x: Float64Array, y: number, weight = 1): void {
    checkFeatures(x, this.dimension);
    checkClass(y, this.classes);
    checkWeight(weight);
    if (weight > 0) this.last = y;
  }

  probabilities(x: Float64Array, into: Float64Array = new Float64Array(this.classes)): Float64Array {
    checkFeatures(x, this.dimension);
    if (!this.ready) return into.fill(1 / this.classes);
    into.fill(0)[this.last] = 1;
    return into;
  }

  save(): Uint8Array {
    const writer = new StateWriter(KIND, VERSION);
    writer.uint32(this.dimension);
    writer.uint32(this.classes);
    writer.float64(this.last);
    return writer.finish();
  }

  load(bytes: Uint8Array): void {
    const reader = new StateReader(bytes, KIND, VERSION);
    reader.expect('dimension', this.dimension);
    reader.expect('classes', this.classes);
    const last = reader.float64();
    reader.end();
    this.last = last;
  }
}
