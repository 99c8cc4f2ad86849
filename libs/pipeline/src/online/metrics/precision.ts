import { Outcomes } from './outcomes.js';

/** Of the events foretold as positive, the share that was: TP / (TP + FP); 0 while none was foretold. */
export class Precision extends Outcomes {
  readonly name = 'precision';

  get value(): number {
    return this.share(this.truePositives, this.truePositives + this.falsePositives);
  }
}
