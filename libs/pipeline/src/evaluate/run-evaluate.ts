import { resolve } from 'node:path';
import { MODELS } from './create-model.js';
import { DatasetError } from './dataset/dataset-error.js';
import { readRows } from './dataset/dataset-format.js';
import type { Schema } from './dataset/schema.js';
import { survey } from './dataset/survey.js';
import { type Evaluation, evaluate } from './evaluate.js';
import { ArgumentError, type EvaluateArguments, readArguments, USAGE } from './evaluate-arguments.js';
import { type BarTarget, ProgressBar } from './progress-bar.js';
import { jsonReport, textReport } from './report.js';

/** What the command stands on. */
export interface CommandHost {
  /** Relative paths count from here. */
  readonly folder: string;
  readonly out: { write(text: string): unknown };
  readonly err: BarTarget;
  readonly nowMs: () => number;
}

/**
 * The command behind `nx run pipeline:evaluate`: figures to `out`; progress, and what is wrong, to `err`.
 *
 * @returns the exit code: 1 when the data could not be used, 2 when the arguments could not
 */
export async function runEvaluate(args: readonly string[], host: CommandHost): Promise<0 | 1 | 2> {
  try {
    const wanted = readArguments(args);
    host.out.write(wanted === 'help' ? USAGE : `${await report(wanted, host)}\n`);
    return 0;
  } catch (error) {
    if (error instanceof ArgumentError) {
      host.err.write(`evaluate: ${error.message} (--help lists the arguments)\n`);
      return 2;
    }
    if (error instanceof DatasetError) {
      host.err.write(`evaluate: ${error.message}\n`);
      return 1;
    }
    throw error;
  }
}

async function report(args: EvaluateArguments, host: CommandHost): Promise<string> {
  const path = resolve(host.folder, args.dataset);
  const schema = await withBar(new ProgressBar(host.err, 'reading', undefined), () =>
    survey(readRows(path, args.format), { ...args, sparse: args.format === 'libsvm' }),
  );
  checkClasses(args, schema);
  const bar = new ProgressBar(host.err, args.model, schema.rows * args.seeds);
  const evaluations = await withBar(bar, async () => {
    const all: Evaluation[] = [];
    for (let seed = args.seed; seed < args.seed + args.seeds; seed++) {
      const rows = readRows(path, args.format);
      all.push(
        await evaluate(rows, schema, { ...args, seed }, { nowMs: host.nowMs, onRow: () => bar.step() }),
      );
    }
    return all;
  });
  return (args.json ? jsonReport : textReport)(args, schema, evaluations);
}

async function withBar<T>(bar: ProgressBar, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    bar.end();
  }
}

function checkClasses({ model }: EvaluateArguments, { target }: Schema): void {
  const { column, classes } = target;
  if (classes.length === 2 || MODELS[model].manyClasses) return;
  const able = Object.entries(MODELS).filter(([, { manyClasses }]) => manyClasses);
  throw new DatasetError(
    `${model} tells two classes apart, ${column} holds ${classes.length}; --positive CLASS sets one against all others, ` +
      `and ${able.map(([name]) => name).join(', ')} take more`,
  );
}
