import { StateReader } from '../state-reader.js';
import { StateWriter } from '../state-writer.js';
import { checkPrediction, scoreOf } from './check-prediction.js';
import type { ClassificationMetric } from './metric.js';
import type { RankingOptions } from './roc-auc.js';
import { DEFAULT_WINDOW, ScoreWindow } from './score-window.js';

const KIND = 'average-precision';
const VERSION = 1;

/**
 * Precision at every score, weighted by the recall gained there: Σₙ (Rₙ − Rₙ₋₁) Pₙ over falling scores, events of one
 * score taken together (M. Zhu, 2004, "Recall, precision and average precision"). Unlike the area under the ROC curve it
 * tells rankings of rare positives apart. Exact over a window of the last events, not over the whole stream; 0 while there
 * is no positive. Reading it sorts the window.
 */
export class AveragePrecision implements ClassificationMetric {
  readonly name = 'average-precision';
  private readonly positive: number;
  private scores: ScoreWindow;

  constructor({ positive = 1, window = DEFAULT_WINDOW }: RankingOptions = {}) {
    this.positive = positive;
    this.scores = new ScoreWindow(window);
  }

  get value(): number {
    if (this.scores.count === 0) return Number.NaN;
    let positives = 0;
    let taken = 0;
    let sum = 0;
    for (const tied of this.scores.ranked()) {
      positives += tied.positives;
      taken += tied.positives + tied.negatives;
      sum += tied.positives * (positives / taken);
    }
    return positives === 0 ? 0 : sum / positives;
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
