import { parseArgs } from 'node:util';
import { MODELS, type ModelName } from './create-model.js';
import { type DatasetFormat, FORMATS, guessFormat } from './dataset/dataset-format.js';
import { LIBSVM_LABEL } from './dataset/read-libsvm.js';
import type { EvaluateSettings } from './evaluate.js';

export const USAGE = `usage: npx nx run pipeline:evaluate -- --dataset FILE --target COLUMN --model MODEL [arguments]

Tests a model on every row of a file, in its order, before the model learns the row, beside a baseline that foretells
the class of the row before.

  --dataset FILE       rows; packed by gzip or not. A relative path counts from where the command was typed
  --format FORMAT      ${FORMATS.join(', ')}; guessed from the name
  --target COLUMN      the class; libsvm has it first on the line and needs no --target
  --positive CLASS     the positive class, all others being one; by default, of two, that called 1, true, yes, sim or
                       positive, else the last in order; more than two stay apart
  --model MODEL        ${Object.keys(MODELS).slice(0, 3).join(', ')},
                       ${Object.keys(MODELS).slice(3).join(', ')}
  --lr RATE            how far a row moves the weights of logistic-regression (0.01); its intercept always moves by 0.01
  --scaler SCALER      standard or none; standard by default for logistic-regression and half-space-trees
  --scale-first        the scaler learns a row before its prediction, not after
  --label-delay N      the label of a row comes N rows later (0)
  --seed N             of models that draw numbers (1)
  --seeds N            evaluates with N seeds, from --seed on, and gives the mean (1)
  --categorical NAMES  columns to take as categories though numbers stand there; comma-separated, or given again
  --ignore NAMES       columns to leave out; the same
  --json               print the figures as one JSON object
  --help               print this text

A column of numbers is a feature; one without any number gives a feature for each of its texts. A number that is missing
(nothing, ?, NA, NaN, null, None) counts as the mean of those before it in its column.
Exit code 1 means that the data could not be used, 2 that the arguments could not.
`;

/** Arguments that can't be taken: one line that says what is. */
export class ArgumentError extends Error {
  override readonly name = 'ArgumentError';
}

export interface EvaluateArguments extends EvaluateSettings {
  readonly dataset: string;
  readonly format: DatasetFormat;
  readonly target: string;
  readonly positive: string | undefined;
  readonly seeds: number;
  readonly categorical: readonly string[];
  readonly ignore: readonly string[];
  readonly json: boolean;
}

/** @throws ArgumentError naming the argument */
export function readArguments(args: readonly string[]): EvaluateArguments | 'help' {
  const values = parse(args);
  if (values.help) return 'help';
  const dataset = required('dataset', values.dataset, 'FILE');
  const format = readFormat(values.format, dataset);
  return {
    dataset,
    format,
    target: format === 'libsvm' ? LIBSVM_LABEL : required('target', values.target, 'COLUMN'),
    positive: values.positive,
    ...readModel(values),
    labelDelay: whole('label-delay', values['label-delay'], 0, 1_000_000),
    seed: whole('seed', values.seed, 0, 2 ** 31 - 1),
    seeds: whole('seeds', values.seeds, 1, 1_000),
    categorical: names(values.categorical),
    ignore: names(values.ignore),
    json: values.json,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        dataset: { type: 'string' },
        format: { type: 'string' },
        target: { type: 'string' },
        positive: { type: 'string' },
        model: { type: 'string' },
        lr: { type: 'string' },
        scaler: { type: 'string' },
        'scale-first': { type: 'boolean', default: false },
        'label-delay': { type: 'string', default: '0' },
        seed: { type: 'string', default: '1' },
        seeds: { type: 'string', default: '1' },
        categorical: { type: 'string', multiple: true, default: [] as string[] },
        ignore: { type: 'string', multiple: true, default: [] as string[] },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    // Node explains further in more sentences, and on more lines, than one needs.
    const [what = ''] = (error as Error).message.split(/\.(?:\s|$)|\n/);
    throw new ArgumentError(what);
  }
}

type Values = ReturnType<typeof parse>;

function readModel(
  values: Values,
): Pick<EvaluateArguments, 'model' | 'learningRate' | 'scaler' | 'scaleFirst'> {
  const model = oneOf('model', required('model', values.model, 'MODEL'), Object.keys(MODELS) as ModelName[]);
  const { scaled, learningRate } = MODELS[model];
  if (values.lr !== undefined && !learningRate)
    throw new ArgumentError(`--lr: ${model} has no learning rate`);
  const scaler = oneOf('scaler', values.scaler ?? (scaled ? 'standard' : 'none'), [
    'standard',
    'none',
  ] as const);
  if (values['scale-first'] && scaler === 'none') {
    throw new ArgumentError(
      `--scale-first: ${model} runs without a scaler here; --scaler standard gives it one`,
    );
  }
  return { model, learningRate: readRate(values.lr ?? '0.01'), scaler, scaleFirst: values['scale-first'] };
}

function readFormat(text: string | undefined, dataset: string): DatasetFormat {
  if (text !== undefined) return oneOf('format', text, FORMATS);
  const format = guessFormat(dataset);
  if (format !== undefined) return format;
  throw new ArgumentError(
    `--format: the name ${JSON.stringify(dataset)} does not tell, give ${FORMATS.join(', ')}`,
  );
}

function required(name: string, value: string | undefined, what: string): string {
  if (value === undefined || value === '') throw new ArgumentError(`needs --${name} ${what}`);
  return value;
}

function oneOf<T extends string>(name: string, text: string, known: readonly T[]): T {
  const found = known.find((candidate) => candidate === text);
  if (found !== undefined) return found;
  throw new ArgumentError(`--${name}: got ${JSON.stringify(text)}, takes one of ${known.join(', ')}`);
}

function readRate(text: string): number {
  const rate = Number(text);
  if (text.trim() !== '' && rate > 0 && rate <= 1e6) return rate;
  throw new ArgumentError(`--lr: got ${JSON.stringify(text)}, takes a number above 0, up to 1000000`);
}

function whole(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isInteger(value) && value >= min && value <= max) return value;
  throw new ArgumentError(
    `--${name}: got ${JSON.stringify(text)}, takes a whole number from ${min} to ${max}`,
  );
}

const names = (lists: readonly string[]): string[] =>
  lists.flatMap((list) => list.split(',').map((name) => name.trim())).filter((name) => name !== '');
