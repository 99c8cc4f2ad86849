import { Outcomes } from './outcomes.js';

/** The harmonic mean of precision and recall, 2 TP / (2 TP + FP + FN); 0 where nothing was positive or foretold so. */
export class F1 extends Outcomes {
  readonly name = 'f1';

  get value(): number {
    const both = 2 * this.truePositives;
    return this.share(both, both + this.falsePositives + this.falseNegatives);
  }
}
