import { StateReader } from '../state-reader.js';
import { StateWriter } from '../state-writer.js';
import { checkPrediction, scoreOf } from './check-prediction.js';
import type { ClassificationMetric } from './metric.js';
import { DEFAULT_WINDOW, ScoreWindow } from './score-window.js';

const KIND = 'roc-auc';
const VERSION = 1;

export interface RankingOptions {
  /** Index of the positive class; default 1. */
  readonly positive?: number;
  /** Exact over the last so many events, default 10,000; each takes 9 bytes of state. */
  readonly window?: number;
}

/**
 * The chance that a positive event is scored above a negative one, ties counting half: the area under the curve of
 * receiver operating characteristics (J. A. Hanley, B. J. McNeil, 1982, "The meaning and use of the area under a receiver
 * operating characteristic (ROC) curve"). Exact over a window of the last events, not over the whole stream; 0 while
 * either class is missing. Reading it sorts the window.
 */
export class RocAuc implements ClassificationMetric {
  readonly name = 'roc-auc';
  private readonly positive: number;
  private scores: ScoreWindow;

  constructor({ positive = 1, window = DEFAULT_WINDOW }: RankingOptions = {}) {
    this.positive = positive;
    this.scores = new ScoreWindow(window);
  }

  get value(): number {
    if (this.scores.count === 0) return Number.NaN;
    let above = 0;
    let pairs = 0;
    let negatives = 0;
    for (const tied of this.scores.ranked()) {
      // So far above counts each negative by the positives before it.
      pairs += tied.negatives * above + (tied.negatives * tied.positives) / 2;
      above += tied.positives;
      negatives += tied.negatives;
    }
    return above === 0 || negatives === 0 ? 0 : pairs / (above * negatives);
  }

  update(y: number, probabilities: Float64Array): void {
    checkPrediction(y, probabilities);
    this.scores.add(scoreOf(probabilities, this.positive), y === this.positive);
  }

  save(): Uint8Array {
    const writer = new StateWriter(KIND, VERSION);
    writer.uint32(this.positive);
    this.scores.write(writer);
    return writer.finish();
  }

  load(bytes: Uint8Array): void {
    const reader = new StateReader(bytes, KIND, VERSION);
    reader.expect('positive class', this.positive);
    const scores = ScoreWindow.read(reader, this.scores.size);
    reader.end();
    this.scores = scores;
  }
}
