import { parseArgs } from 'node:util';
import { ArgumentError } from '../bench.js';

export const HELP = `usage: npm run bench -- online [arguments]

What one event costs each online estimator, with its defaults, on one core: a prediction, and a lesson. Every event is
predicted, then learned, so that models are as large as such a stream makes them.

  --events N           events of each round (default 50000)
  --rounds N           rounds after one of warm-up (default 5)
  --dimension N        features of an event (default 20)
  --seed N             of the stream (default 1)
  --json               print the figures as one JSON object
  --markdown           print the table for a page of docs
  --help               print this text
`;

export interface OnlineOptions {
  readonly events: number;
  readonly rounds: number;
  readonly dimension: number;
  readonly seed: number;
  readonly format: 'text' | 'json' | 'markdown';
}

/**
 * @returns undefined when help was asked for
 * @throws ArgumentError naming the argument
 */
export function readOptions(args: readonly string[]): OnlineOptions | undefined {
  const values = parse(args);
  if (values.help) return undefined;
  if (values.json && values.markdown) throw new ArgumentError('--json and --markdown exclude each other');
  return {
    events: whole('events', values.events, 1_000, 1e7),
    rounds: whole('rounds', values.rounds, 1, 1_000),
    dimension: whole('dimension', values.dimension, 2, 1_000),
    seed: whole('seed', values.seed, 0, 2 ** 31 - 1),
    format: values.json ? 'json' : values.markdown ? 'markdown' : 'text',
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        events: { type: 'string', default: '50000' },
        rounds: { type: 'string', default: '5' },
        dimension: { type: 'string', default: '20' },
        seed: { type: 'string', default: '1' },
        json: { type: 'boolean', default: false },
        markdown: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new ArgumentError(line);
  }
}

function whole(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isInteger(value) || value < min || value > max) {
    throw new ArgumentError(
      `--${name}: got ${JSON.stringify(text)}, takes a whole number from ${min} to ${max}`,
    );
  }
  return value;
}
