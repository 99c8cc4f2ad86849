import { availableParallelism } from 'node:os';
import { type Format, formatOf, number, oneOf, parseArguments, whole } from '../measure/arguments.js';

export const HELP = `usage: npm run bench -- compute [arguments]

Has primes counted in tasks of known length by threads: by our pool in process and over TCP (the built compute-server),
by piscina, by workerpool, and by a process per request, beside bare loops. Each is a process of its own.

  --only LIST          rates, sweep, loads; all by default
  --quick              a smoke of some twenty seconds: short rounds; its figures mean little
  --workers N          threads in the part of rates (default 2)
  --tasks LIST         lengths of a task in ms (default 10,1)
  --rounds R           rounds of each side; the order turns round each time (default 5)
  --seconds S          length of one round, and of one point of the sweep (half; default 1)
  --sweep-workers L    numbers of workers of the sweep (default 1, as many as cores, twice as many)
  --concurrency L      requests in flight in the sweep (default 1,2,4,8,16,32)
  --json               print the figures as one JSON object
  --markdown           print the tables for a page of docs
  --help               print this text

There is nothing random in it, and so no seed.
`;

export const SECTIONS = ['rates', 'sweep', 'loads'] as const;
export type Section = (typeof SECTIONS)[number];

export interface ComputeOptions {
  readonly only: readonly Section[];
  readonly workers: number;
  readonly tasksMs: readonly number[];
  readonly rounds: number;
  readonly seconds: number;
  readonly sweepWorkers: readonly number[];
  readonly concurrency: readonly number[];
  readonly format: Format;
}

/** What `--quick` puts in place of the defaults; what is said by hand stays. */
const QUICK = { rounds: '1', seconds: '0.3', concurrency: '1,4,16' } as const;
const FULL = { rounds: '5', seconds: '1', concurrency: '1,2,4,8,16,32' } as const;

/**
 * @returns undefined when help was asked for
 * @throws ArgumentError naming the argument
 */
export function readOptions(args: readonly string[]): ComputeOptions | undefined {
  const given = parse(args);
  if (given.help) return undefined;
  const fallback = given.quick ? QUICK : FULL;
  const cores = availableParallelism();
  const list = (text: string): string[] => text.split(',');
  return {
    only: given.only === undefined ? SECTIONS : list(given.only).map((one) => oneOf('only', one, SECTIONS)),
    workers: whole('workers', given.workers, 1, 64),
    tasksMs: list(given.tasks).map((one) => number('tasks', one, 0.1, 1_000)),
    rounds: whole('rounds', given.rounds ?? fallback.rounds, 1, 1_000),
    seconds: number('seconds', given.seconds ?? fallback.seconds, 0.05, 600),
    sweepWorkers: list(given['sweep-workers'] ?? [...new Set([1, cores, 2 * cores])].join()).map((one) =>
      whole('sweep-workers', one, 1, 256),
    ),
    concurrency: list(given.concurrency ?? fallback.concurrency).map((one) =>
      whole('concurrency', one, 1, 1_000),
    ),
    format: formatOf(given),
  };
}

const parse = (args: readonly string[]) =>
  parseArguments(args, {
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
    workers: { type: 'string', default: '2' },
    tasks: { type: 'string', default: '10,1' },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    'sweep-workers': { type: 'string' },
    concurrency: { type: 'string' },
  });
