import type { Stateful } from '../../state/stateful.js';
import { checkClass, checkTarget } from '../arguments.js';
import { loadTogether } from '../load-together.js';
import { StateReader } from '../state-reader.js';
import { StateWriter } from '../state-writer.js';
import type { RegressionMetric } from './metric.js';

const VERSION = 1;

/** What a metric of classes and the confusion matrix have in common. */
interface OfClasses extends Stateful {
  readonly name: string;
  update(y: number, probabilities: Float64Array): void;
}

/**
 * A metric of a model beside the same metric of persistence, which foretells with certainty the class that came last: what
 * does no better has learned nothing that the stream does not tell by itself. The first event has no baseline.
 */
export class WithBaseline<M extends OfClasses> implements Stateful {
  readonly model: M;
  readonly baseline: M;
  private last = -1;
  private certainty = new Float64Array(0);

  constructor(create: () => M) {
    this.model = create();
    this.baseline = create();
  }

  get name(): string {
    return this.model.name;
  }

  /**
   * @param probabilities of the model; undefined when it had no opinion, so that only the baseline is scored
   * @throws RangeError as the metric does
   */
  update(y: number, probabilities: Float64Array | undefined, classes = probabilities?.length ?? 2): void {
    checkClass(y, classes);
    if (probabilities !== undefined) this.model.update(y, probabilities);
    if (this.last >= 0) {
      if (this.certainty.length !== classes) this.certainty = new Float64Array(classes);
      this.certainty.fill(0)[this.last] = 1;
      this.baseline.update(y, this.certainty);
    }
    this.last = y;
  }

  save(): Uint8Array {
    const writer = new StateWriter(`${this.name} with baseline`, VERSION);
    writer.float64(this.last);
    writer.nested(this.model.save());
    writer.nested(this.baseline.save());
    return writer.finish();
  }

  load(bytes: Uint8Array): void {
    const reader = new StateReader(bytes, `${this.name} with baseline`, VERSION);
    const last = reader.float64();
    const model = reader.nested();
    const baseline = reader.nested();
    reader.end();
    loadTogether([
      [this.model, model],
      [this.baseline, baseline],
    ]);
    this.last = last;
  }
}

/** The same for numbers: the baseline foretells the value that came last. */
export class RegressionWithBaseline<M extends RegressionMetric> implements Stateful {
  readonly model: M;
  readonly baseline: M;
  private last = Number.NaN;

  constructor(create: () => M) {
    this.model = create();
    this.baseline = create();
  }

  get name(): string {
    return this.model.name;
  }

  /** @throws RangeError when either is not finite */
  update(y: number, predicted: number): void {
    checkTarget(y);
    this.model.update(y, predicted);
    if (!Number.isNaN(this.last)) this.baseline.update(y, this.last);
    this.last = y;
  }

  save(): Uint8Array {
    const writer = new StateWriter(`${this.name} with baseline`, VERSION);
    writer.float64(this.last);
    writer.nested(this.model.save());
    writer.nested(this.baseline.save());
    return writer.finish();
  }

  load(bytes: Uint8Array): void {
    const reader = new StateReader(bytes, `${this.name} with baseline`, VERSION);
    const last = reader.float64();
    const model = reader.nested();
    const baseline = reader.nested();
    reader.end();
    loadTogether([
      [this.model, model],
      [this.baseline, baseline],
    ]);
    this.last = last;
  }
}
