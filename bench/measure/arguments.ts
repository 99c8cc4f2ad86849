import { resolve } from 'node:path';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { ArgumentError } from '../bench.js';

type Options = NonNullable<ParseArgsConfig['options']>;
type Values<O extends Options> = ReturnType<
  typeof parseArgs<{ args: string[]; options: O & typeof FOR_ALL }>
>['values'];

/** What every benchmark takes. */
const FOR_ALL = {
  json: { type: 'boolean', default: false },
  markdown: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/**
 * The arguments of a benchmark, with `--json`, `--markdown` and `--help` besides its own.
 *
 * @throws ArgumentError for one that is not known or has no value
 */
export function parseArguments<const O extends Options>(args: readonly string[], own: O): Values<O> {
  try {
    return parseArgs({ args: [...args], options: { ...own, ...FOR_ALL } }).values as Values<O>;
  } catch (error) {
    const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new ArgumentError(line);
  }
}

export type Format = 'text' | 'json' | 'markdown';

/** @throws ArgumentError when both are asked for */
export function formatOf({ json, markdown }: { readonly json: boolean; readonly markdown: boolean }): Format {
  if (json && markdown) throw new ArgumentError('--json and --markdown exclude each other');
  return json ? 'json' : markdown ? 'markdown' : 'text';
}

/** @throws ArgumentError naming the argument, what it got and what it takes */
export const number = (name: string, text: string, min: number, max: number): number =>
  within('a number', Number.isFinite, { name, text, min, max });

/** @throws ArgumentError naming the argument, what it got and what it takes */
export const whole = (name: string, text: string, min: number, max: number): number =>
  within('a whole number', Number.isInteger, { name, text, min, max });

interface Given {
  readonly name: string;
  readonly text: string;
  readonly min: number;
  readonly max: number;
}

function within(what: string, fits: (value: number) => boolean, { name, text, min, max }: Given): number {
  const value = Number(text);
  if (text.trim() === '' || !fits(value) || value < min || value > max)
    throw new ArgumentError(`--${name}: got ${JSON.stringify(text)}, takes ${what} from ${min} to ${max}`);
  return value;
}

/** @throws ArgumentError naming the argument, what it got and what it takes */
export function oneOf<T extends string>(name: string, text: string, all: readonly T[]): T {
  const found = all.find((one) => one === text);
  if (found === undefined)
    throw new ArgumentError(`--${name}: got ${JSON.stringify(text)}, takes ${all.join(', ')}`);
  return found;
}

/** npm changes the working directory and leaves the one of the person who typed in INIT_CWD. */
export const fromWhereTyped = (path: string): string => resolve(process.env.INIT_CWD ?? process.cwd(), path);
