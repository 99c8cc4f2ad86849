import { Prequential } from '../online/index.js';
import { createModel, type ModelSettings } from './create-model.js';
import type { DatasetRow } from './dataset/dataset-row.js';
import { RowEncoder } from './dataset/row-encoder.js';
import type { Schema } from './dataset/schema.js';
import { type Confusion, type Score, Scores, sumOf } from './scores.js';

export interface EvaluateSettings extends ModelSettings {
  /** How many rows later the label of a row comes. */
  readonly labelDelay: number;
}

export interface Evaluation {
  readonly seed: number;
  readonly scores: Readonly<Record<string, Score>>;
  readonly confusion: Confusion;
  /** Rows of which the model had an opinion, and those that came while it had seen no class. */
  readonly scored: number;
  readonly unscored: number;
  /** Reading, predicting, measuring and learning together. */
  readonly rowsPerSecond: number;
}

export interface EvaluateHost {
  /** Milliseconds since whenever. */
  readonly nowMs: () => number;
  readonly onRow: () => void;
}

/**
 * Every row tests the model before it teaches it: predict, measure, the scaler learns, the model learns. With `scaleFirst`
 * the scaler learns before the prediction; with a label delay, measuring and learning wait for the label.
 *
 * @throws DatasetError when a row does not fit the schema
 * @throws RangeError naming the setting
 */
export async function evaluate(
  rows: AsyncIterable<DatasetRow>,
  schema: Schema,
  settings: EvaluateSettings,
  { nowMs, onRow }: EvaluateHost,
): Promise<Evaluation> {
  const classes = schema.target.classes.length;
  const scores = new Scores(schema.rows, classes);
  const evaluation = new Prequential({
    model: createModel(settings, schema.dimension, classes),
    measures: scores.measures,
    // What waits takes memory, and labels can't come later than after the last row.
    labelDelay: Math.min(settings.labelDelay, schema.rows),
  });
  const encoder = new RowEncoder(schema);
  const startMs = nowMs();
  for await (const row of rows) {
    const y = encoder.encode(row);
    evaluation.next(encoder.x, y);
    onRow();
  }
  evaluation.finish();
  const seconds = (nowMs() - startMs) / 1_000;
  const confusion = scores.matrices();
  const scored = sumOf(confusion.model.map(sumOf));
  return {
    seed: settings.seed,
    scores: scores.values(),
    confusion,
    scored,
    unscored: schema.rows - scored,
    rowsPerSecond: schema.rows / seconds,
  };
}
