import { Outcomes } from './outcomes.js';

/** Of the positive events, the share that was foretold: TP / (TP + FN); 0 while there was none. */
export class Recall extends Outcomes {
  readonly name = 'recall';

  get value(): number {
    return this.share(this.truePositives, this.truePositives + this.falseNegatives);
  }
}
