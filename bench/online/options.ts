import { type Format, formatOf, parseArguments, whole } from '../measure/arguments.js';

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
  readonly format: Format;
}

/**
 * @returns undefined when help was asked for
 * @throws ArgumentError naming the argument
 */
export function readOptions(args: readonly string[]): OnlineOptions | undefined {
  const values = parse(args);
  if (values.help) return undefined;
  return {
    events: whole('events', values.events, 1_000, 1e7),
    rounds: whole('rounds', values.rounds, 1, 1_000),
    dimension: whole('dimension', values.dimension, 2, 1_000),
    seed: whole('seed', values.seed, 0, 2 ** 31 - 1),
    format: formatOf(values),
  };
}

const parse = (args: readonly string[]) =>
  parseArguments(args, {
    events: { type: 'string', default: '50000' },
    rounds: { type: 'string', default: '5' },
    dimension: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
  });
