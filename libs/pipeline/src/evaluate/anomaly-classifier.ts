import { checkClass, checkWeight } from '../online/arguments.js';
import type { AnomalyDetector, Classifier } from '../online/index.js';

/**
 * A detector judged as a classifier: its score stands for the probability of the positive class, and it never sees a
 * class. Scores rank events; what is read at 0.5, and log loss, say little of them.
 */
export class AnomalyClassifier implements Classifier {
  readonly dimension: number;
  readonly classes = 2;
  readonly ready = true;

  constructor(private readonly detector: AnomalyDetector) {
    this.dimension = detector.dimension;
  }

  learn(x: Float64Array, y: number, weight = 1): void {
    checkClass(y, this.classes);
    checkWeight(weight);
    if (weight > 0) this.detector.learn(x);
  }

  probabilities(x: Float64Array, into: Float64Array = new Float64Array(2)): Float64Array {
    const score = this.detector.score(x);
    into[0] = 1 - score;
    into[1] = score;
    return into;
  }

  save(): Uint8Array {
    return this.detector.save();
  }

  load(bytes: Uint8Array): void {
    this.detector.load(bytes);
  }
}
