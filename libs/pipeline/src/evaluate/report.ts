import { basename } from 'node:path';
import type { Schema } from './dataset/schema.js';
import type { Evaluation } from './evaluate.js';
import type { EvaluateArguments } from './evaluate-arguments.js';
import { type Score, sumOf } from './scores.js';

const LABELS: Readonly<Record<string, string>> = {
  accuracy: 'accuracy',
  precision: 'precision',
  recall: 'recall',
  f1: 'F1',
  averagePrecision: 'average precision',
  logLoss: 'log loss',
  rocAuc: 'ROC AUC, exact',
  rocAucOf10Thresholds: 'ROC AUC, 10 thresholds',
  macroF1: 'macro F1',
};
/** Larger matrices are in the JSON only. */
const MAX_CLASSES_SHOWN = 12;

/** One object on one line, which is found among what nx prints, with all figures; counts of confusion and rows are those of the first seed. */
export function jsonReport(
  args: EvaluateArguments,
  schema: Schema,
  evaluations: readonly Evaluation[],
): string {
  const { dataset, format, model, learningRate, scaler, scaleFirst, labelDelay } = args;
  const { rows, dimension, missing, empty, target } = schema;
  const [first] = evaluations as readonly [Evaluation];
  return JSON.stringify({
    dataset: { file: basename(dataset), format, rows, features: dimension, missing, emptyColumns: empty },
    target: { column: target.column, classes: target.classes, rows: target.rows },
    model: {
      name: model,
      ...(model === 'logistic-regression' ? { learningRate } : {}),
      scaler:
        scaler === 'none' ? 'none' : scaleFirst ? 'learns before predicting' : 'learns after predicting',
      labelDelay,
    },
    scores: meanScores(evaluations),
    confusion: first.confusion,
    rows: { scored: first.scored, unscored: first.unscored },
    rowsPerSecond: Math.round(mean(evaluations.map(({ rowsPerSecond }) => rowsPerSecond))),
    seeds: evaluations.map(({ seed, scores }) => ({ seed, scores })),
  });
}

/** The same for people. */
export function textReport(
  args: EvaluateArguments,
  schema: Schema,
  evaluations: readonly Evaluation[],
): string {
  const [first] = evaluations as readonly [Evaluation];
  const scores = meanScores(evaluations);
  const counts: Row[] = [
    ...(evaluations.length === 1 ? confusionRows(schema, first) : []),
    ['rows scored', String(first.scored), String(sumOf(first.confusion.baseline.map(sumOf)))],
    [
      'rows unscored',
      String(first.unscored),
      String(schema.rows - sumOf(first.confusion.baseline.map(sumOf))),
    ],
  ];
  return [
    ...heading(args, schema),
    '',
    ...table([
      ['', evaluations.length > 1 ? `mean of ${evaluations.length} seeds` : 'model', 'last class'],
      ...Object.entries(scores).map(
        ([name, score]): Row => [LABELS[name] ?? name, shown(score.model), shown(score.baseline)],
      ),
      ...counts,
    ]),
    '',
    ...(evaluations.length > 1 ? [spread(evaluations)] : matrix(schema, first)),
    `${Math.round(mean(evaluations.map(({ rowsPerSecond }) => rowsPerSecond)))} rows/s, with reading`,
    ...(args.model === 'half-space-trees'
      ? ['Scores rank rows by how unusual they are; they are no probabilities, so read the ROC AUC first.']
      : []),
  ].join('\n');
}

type Row = readonly [label: string, model: string, baseline: string];

function heading(args: EvaluateArguments, { rows, dimension, target, missing, empty }: Schema): string[] {
  const { dataset, model, learningRate, scaler, scaleFirst, labelDelay } = args;
  const classes = target.classes.map((name, c) => `${name} ${target.rows[c]}`).join(', ');
  const positive = target.classes.length === 2 ? `, positive ${target.classes[1]}` : '';
  return [
    `${basename(dataset)}: ${rows} rows, ${dimension} features; ${target.column}: ${classes}${positive}`,
    [
      model,
      ...(model === 'logistic-regression' ? [`lr ${learningRate}`] : []),
      scaler === 'none' ? 'no scaler' : `scaler learns ${scaleFirst ? 'before' : 'after'} predicting`,
      ...(labelDelay > 0 ? [`labels ${labelDelay} rows late`] : []),
    ].join(', '),
    ...(missing > 0 ? [`${missing} missing numbers, taken for the mean of those before`] : []),
    ...(empty.length > 0 ? [`left out, nothing stands there: ${empty.join(', ')}`] : []),
  ];
}

function confusionRows({ target }: Schema, { confusion }: Evaluation): Row[] {
  if (target.classes.length > 2) return [];
  const places = { TP: [1, 1], FN: [1, 0], FP: [0, 1], TN: [0, 0] } as const;
  const at = (matrix: readonly (readonly number[])[], y: number, foretold: number): string =>
    String(matrix[y]?.[foretold]);
  return Object.entries(places).map(([name, [y, foretold]]) => [
    name,
    at(confusion.model, y, foretold),
    at(confusion.baseline, y, foretold),
  ]);
}

function matrix({ target }: Schema, { confusion }: Evaluation): string[] {
  const { classes } = target;
  if (classes.length === 2 || classes.length > MAX_CLASSES_SHOWN) return [];
  const rows = confusion.model.map((row, c) => [`is ${classes[c]}`, ...row.map(String)]);
  return ['as the model took them', ...table([['', ...classes], ...rows]), ''];
}

function spread(evaluations: readonly Evaluation[]): string {
  const all = evaluations.map(({ scores }) => scores.accuracy?.model ?? Number.NaN);
  const [least, greatest] = [Math.min(...all), Math.max(...all)];
  const [from, to] = [evaluations[0]?.seed, evaluations.at(-1)?.seed];
  return `accuracy from ${shown(least)} to ${shown(greatest)} with seeds ${from} to ${to}`;
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => (row[i] ?? '').length)));
  return rows.map((row) =>
    row
      .map((cell, i) =>
        i === 0 ? cell.padEnd(widths[i] as number) : cell.padStart((widths[i] as number) + 2),
      )
      .join('')
      .trimEnd(),
  );
}

function meanScores(evaluations: readonly Evaluation[]): Record<string, Score> {
  const [first] = evaluations as readonly [Evaluation];
  return Object.fromEntries(
    Object.keys(first.scores).map((name) => {
      const all = evaluations.map(({ scores }) => scores[name] as Score);
      return [name, { model: mean(all.map((s) => s.model)), baseline: mean(all.map((s) => s.baseline)) }];
    }),
  );
}

const shown = (value: number): string => (Number.isNaN(value) ? '–' : value.toFixed(6));

const mean = (values: readonly number[]): number => sumOf(values) / values.length;
