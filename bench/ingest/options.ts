import { type Format, formatOf, number, oneOf, parseArguments, whole } from '../measure/arguments.js';
import type { Mode } from './measure-throughput.js';

export const HELP = `usage: npm run bench -- ingest [arguments]

Measures apps/ingestion, built and run as in production with everything durable, under load from simulators, each a
process of its own: 10,000 clients, every type of event, duplicates, invalid items, labels.

  --only LIST          throughput, singles, latency, big, peers; all by default
  --quick              a smoke of about a minute: few events, short rounds; its figures mean little
  --simulators LIST    numbers of simulators of the throughput part (default 1,2)
  --modes LIST         batches, stream (default both)
  --seconds S          length: of a throughput run at 150,000 events/s, of the latency part (twice), of a round of single
                       calls and of each peer (half); default 4
  --rate N             events/s of the latency part; half of the most that the throughput part made final by default
  --events N           of the big part (default 2000000; the target is meant for 10000000)
  --rounds R           rounds of single calls (default 3)
  --callers N          of single calls (default 200)
  --seed N             of events and schedules (default 1)
  --dir FOLDER         where the service keeps its data; on a disk, not in memory (default: the system's for temporary files)
  --profile FOLDER     lay a processor profile of each thread of each service (.cpuprofile) there
  --json               print the figures as one JSON object
  --markdown           print the tables for a page of docs
  --help               print this text

NATS_URL names a server to compare with, nats://127.0.0.1:4222 by default; without one that part is skipped.
`;

export const SECTIONS = ['throughput', 'singles', 'latency', 'big', 'peers'] as const;
export type Section = (typeof SECTIONS)[number];
const MODES = ['batches', 'stream'] as const;

export interface IngestOptions {
  readonly only: readonly Section[];
  readonly quick: boolean;
  readonly simulators: readonly number[];
  readonly modes: readonly Mode[];
  readonly seconds: number;
  readonly rate: number | undefined;
  readonly events: number;
  readonly rounds: number;
  readonly callers: number;
  readonly seed: number;
  readonly dir: string | undefined;
  readonly profile: string | undefined;
  readonly format: Format;
}

/** What `--quick` puts in place of the defaults; what is said by hand stays. */
const QUICK = { simulators: '1', seconds: '0.7', events: '100000', rounds: '1' } as const;
const FULL = { simulators: '1,2', seconds: '4', events: '2000000', rounds: '3' } as const;

/**
 * @returns undefined when help was asked for
 * @throws ArgumentError naming the argument
 */
export function readOptions(args: readonly string[]): IngestOptions | undefined {
  const given = parse(args);
  if (given.help) return undefined;
  const values = { ...(given.quick ? QUICK : FULL), ...withoutUndefined(given) };
  return {
    only:
      values.only === undefined
        ? SECTIONS
        : values.only.split(',').map((one) => oneOf('only', one, SECTIONS)),
    quick: given.quick,
    simulators: values.simulators.split(',').map((one) => whole('simulators', one, 1, 64)),
    modes: given.modes.split(',').map((one) => oneOf('modes', one, MODES)),
    seconds: number('seconds', values.seconds, 0.1, 600),
    rate: values.rate === undefined ? undefined : number('rate', values.rate, 100, 1e7),
    events: whole('events', values.events, 50_000, 1e9),
    rounds: whole('rounds', values.rounds, 1, 1_000),
    callers: whole('callers', given.callers, 1, 900),
    seed: whole('seed', given.seed, 0, 9_000),
    dir: given.dir,
    profile: given.profile,
    format: formatOf(given),
  };
}

const parse = (args: readonly string[]) =>
  parseArguments(args, {
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
    simulators: { type: 'string' },
    modes: { type: 'string', default: MODES.join(',') },
    seconds: { type: 'string' },
    rate: { type: 'string' },
    events: { type: 'string' },
    rounds: { type: 'string' },
    callers: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    dir: { type: 'string' },
    profile: { type: 'string' },
  });

const withoutUndefined = <T extends object>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
