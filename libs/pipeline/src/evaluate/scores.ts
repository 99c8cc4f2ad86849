import {
  Accuracy,
  AveragePrecision,
  type ClassificationMetric,
  ConfusionMatrix,
  F1,
  LogLoss,
  type Measure,
  Precision,
  Recall,
  RocAuc,
  RocAucThresholds,
  WithBaseline,
} from '../online/index.js';

/** Of the model, and of foretelling the class that came last; NaN where nothing was scored. */
export interface Score {
  readonly model: number;
  readonly baseline: number;
}

/** A row for each true class, a column for each that was foretold. */
export interface Confusion {
  readonly model: readonly (readonly number[])[];
  readonly baseline: readonly (readonly number[])[];
}

/** As many scores as fit in memory. */
const MAX_WINDOW = 1e7;

/** All that is measured: of two classes with class 1 as the positive one, of more what needs no positive one. */
export class Scores {
  readonly measures: readonly Measure[];
  private readonly metrics: Readonly<Record<string, WithBaseline<ClassificationMetric>>>;
  private readonly confusion: WithBaseline<ConfusionMatrix>;

  constructor(
    rows: number,
    private readonly classes: number,
  ) {
    const window = Math.min(rows, MAX_WINDOW);
    this.metrics =
      classes === 2
        ? binary(window)
        : { accuracy: beside(() => new Accuracy()), logLoss: beside(() => new LogLoss()) };
    this.confusion = new WithBaseline(() => new ConfusionMatrix(classes));
    this.measures = [...Object.values(this.metrics), this.confusion];
  }

  /** By the name of the metric. */
  values(): Record<string, Score> {
    const values = Object.fromEntries(
      Object.entries(this.metrics).map(([name, { model, baseline }]) => [
        name,
        { model: model.value, baseline: baseline.value },
      ]),
    );
    if (this.classes === 2) return values;
    const { model, baseline } = this.matrices();
    return { ...values, macroF1: { model: macroF1(model), baseline: macroF1(baseline) } };
  }

  matrices(): Confusion {
    return { model: this.confusion.model.rows(), baseline: this.confusion.baseline.rows() };
  }
}

const beside = (create: () => ClassificationMetric): WithBaseline<ClassificationMetric> =>
  new WithBaseline(create);

function binary(window: number): Record<string, WithBaseline<ClassificationMetric>> {
  return {
    accuracy: beside(() => new Accuracy()),
    precision: beside(() => new Precision()),
    recall: beside(() => new Recall()),
    f1: beside(() => new F1()),
    averagePrecision: beside(() => new AveragePrecision({ window })),
    logLoss: beside(() => new LogLoss()),
    rocAuc: beside(() => new RocAuc({ window })),
    rocAucOf10Thresholds: beside(() => new RocAucThresholds({ thresholds: 10 })),
  };
}

/** The mean of 2 TP / (2 TP + FP + FN) over the classes that occurred or were foretold. */
function macroF1(matrix: Confusion['model']): number {
  const each = matrix.map((row, c) => {
    const right = row[c] as number;
    const foretold = matrix.reduce((sum, other) => sum + (other[c] as number), 0);
    return (2 * right) / (sumOf(row) + foretold);
  });
  const met = each.filter((f1) => !Number.isNaN(f1));
  return sumOf(met) / met.length;
}

export const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
