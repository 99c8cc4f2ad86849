import { checkClass, checkFeatures, checkWeight } from './arguments.js';
import type { Classifier, Transformer } from './estimators.js';
import { loadTogether } from './load-together.js';
import { StateReader } from './state-reader.js';
import { StateWriter } from './state-writer.js';

const KIND = 'transformed-classifier';
const VERSION = 1;

/**
 * A classifier behind a transformer, as one. `learn` teaches the transformer first and the classifier what that gives, so
 * a prediction made before has seen nothing of the event.
 *
 * Whoever lets the transformer see events without waiting for labels calls `observe` before `probabilities` and makes
 * this with `transformerLearns: 'observed'`.
 */
export class TransformedClassifier implements Classifier {
  readonly dimension: number;
  readonly classes: number;
  private readonly transformed: Float64Array;

  /** @param transformerLearns in `learn` (default), or only in `observe` */
  constructor(
    private readonly transformer: Transformer,
    private readonly classifier: Classifier,
    private readonly transformerLearns: 'labelled' | 'observed' = 'labelled',
  ) {
    this.dimension = transformer.dimension;
    this.classes = classifier.classes;
    this.transformed = new Float64Array(this.dimension);
  }

  get ready(): boolean {
    return this.classifier.ready;
  }

  /** Teaches the transformer an event whose label is not known yet; without effect where it learns in `learn`. */
  observe(x: Float64Array): void {
    if (this.transformerLearns === 'observed') this.transformer.learn(x);
  }

  learn(x: Float64Array, y: number, weight = 1): void {
    // Asked before anything learns: an event that is refused must leave no trace.
    checkFeatures(x, this.dimension);
    checkClass(y, this.classes);
    checkWeight(weight);
    if (this.transformerLearns === 'labelled' && weight > 0) this.transformer.learn(x);
    this.classifier.learn(this.transformer.transform(x, this.transformed), y, weight);
  }

  probabilities(x: Float64Array, into?: Float64Array): Float64Array {
    return this.classifier.probabilities(this.transformer.transform(x, this.transformed), into);
  }

  save(): Uint8Array {
    const writer = new StateWriter(KIND, VERSION);
    writer.nested(this.transformer.save());
    writer.nested(this.classifier.save());
    return writer.finish();
  }

  load(bytes: Uint8Array): void {
    const reader = new StateReader(bytes, KIND, VERSION);
    const transformer = reader.nested();
    const classifier = reader.nested();
    reader.end();
    loadTogether([
      [this.transformer, transformer],
      [this.classifier, classifier],
    ]);
  }
}
