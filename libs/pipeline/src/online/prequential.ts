import type { Stateful } from '../state/stateful.js';
import { checkClass, checkFeatures, checkWhole } from './arguments.js';
import type { Classifier } from './estimators.js';
import { loadTogether } from './load-together.js';
import { StateReader } from './state-reader.js';
import { StateWriter } from './state-writer.js';

const KIND = 'prequential';
const VERSION = 1;

/** What measures the model: a metric beside its baseline, usually. */
export interface Measure extends Stateful {
  /** @param probabilities undefined when the model had no opinion yet */
  update(y: number, probabilities: Float64Array | undefined, classes: number): void;
}

export interface PrequentialOptions {
  readonly model: Classifier & { observe?(x: Float64Array): void };
  readonly measures: readonly Measure[];
  /**
   * How many events later the label of an event comes; default 0, right after its prediction. So many events, and no more,
   * wait with their features: at most 1,000,000.
   */
  readonly labelDelay?: number;
}

/**
 * Every event tests the model before it teaches it (A. P. Dawid, 1984, "Present position and potential developments: some
 * personal views: statistical theory: the prequential approach"; J. Gama, R. Sebastião, P. P. Rodrigues, 2013, "On
 * evaluating stream learning algorithms"): the model observes, where it can, and predicts; when the label comes the
 * prediction is measured, then the model learns.
 */
export class Prequential implements Stateful {
  private readonly model: PrequentialOptions['model'];
  private readonly measures: readonly Measure[];
  private readonly labelDelay: number;
  /** Waiting events in a ring: features, then probabilities, then class and whether the model had an opinion. */
  private ring: Float64Array;
  private readonly stride: number;
  private oldest = 0;
  private waiting = 0;

  /** @throws RangeError naming the option */
  constructor({ model, measures, labelDelay = 0 }: PrequentialOptions) {
    checkWhole('labelDelay', labelDelay, 0, 1_000_000);
    this.model = model;
    this.measures = measures;
    this.labelDelay = labelDelay;
    this.stride = model.dimension + model.classes + 2;
    this.ring = new Float64Array((labelDelay + 1) * this.stride);
  }

  /** Events whose label has not come. */
  get pending(): number {
    return this.waiting;
  }

  /**
   * Predicts this event, and takes the label of the one that came `labelDelay` events before.
   *
   * @throws RangeError as the model does
   */
  next(x: Float64Array, y: number): void {
    const { dimension, classes } = this.model;
    checkFeatures(x, dimension);
    checkClass(y, classes);
    this.model.observe?.(x);
    const from = ((this.oldest + this.waiting) % (this.labelDelay + 1)) * this.stride;
    const opinion = this.model.ready;
    this.model.probabilities(x, this.ring.subarray(from + dimension, from + dimension + classes));
    this.ring.set(x, from);
    this.ring[from + this.stride - 2] = y;
    this.ring[from + this.stride - 1] = opinion ? 1 : 0;
    this.waiting++;
    if (this.waiting > this.labelDelay) this.takeLabel();
  }

  /** Takes the labels of all events that still wait. */
  finish(): void {
    while (this.waiting > 0) this.takeLabel();
  }

  save(): Uint8Array {
    const writer = new StateWriter(KIND, VERSION);
    writer.uint32(this.labelDelay);
    writer.uint32(this.stride);
    writer.uint32(this.measures.length);
    writer.uint32(this.waiting);
    for (let i = 0; i < this.waiting; i++) writer.float64s(this.event(i));
    writer.nested(this.model.save());
    for (const measure of this.measures) writer.nested(measure.save());
    return writer.finish();
  }

  load(bytes: Uint8Array): void {
    const reader = new StateReader(bytes, KIND, VERSION);
    reader.expect('labelDelay', this.labelDelay);
    reader.expect('numbers an event', this.stride);
    reader.expect('measures', this.measures.length);
    const waiting = reader.atMost('pending events', this.labelDelay);
    const events = reader.float64s(waiting * this.stride);
    const parts = [this.model, ...this.measures].map((part) => [part, reader.nested()] as const);
    reader.end();
    loadTogether(parts);
    this.ring = new Float64Array(this.ring.length);
    this.ring.set(events);
    this.oldest = 0;
    this.waiting = waiting;
  }

  private event(index: number): Float64Array {
    const from = ((this.oldest + index) % (this.labelDelay + 1)) * this.stride;
    return this.ring.subarray(from, from + this.stride);
  }

  private takeLabel(): void {
    const { dimension, classes } = this.model;
    const event = this.event(0);
    const y = event[this.stride - 2] as number;
    const opinion = event[this.stride - 1] === 1;
    const probabilities = opinion ? event.subarray(dimension, dimension + classes) : undefined;
    for (const measure of this.measures) measure.update(y, probabilities, classes);
    this.model.learn(event.subarray(0, dimension), y);
    this.oldest = (this.oldest + 1) % (this.labelDelay + 1);
    this.waiting--;
  }
}
