import { type Format, formatOf, number, oneOf, parseArguments, whole } from '../measure/arguments.js';

export const HELP = `usage: npm run bench -- rpc [arguments]

Compares an echo on bare grpc-js with the same echo through service-kit, in one run, side after side. Each server is a
process of its own; a third one calls both by the same bare grpc-js client.

  --callers LIST       callers at a time in the throughput part (default 1,32,200)
  --seconds S          length of one round of throughput or latency (default 1)
  --calls N            a round of throughput ends after N calls instead
  --rounds R           rounds of each side; the order alternates (default 5)
  --memory-calls N     calls of the memory part, with a look every tenth of them (default 1000000)
  --seed N             of the schedule of the latency part (default 1)
  --skip LIST          latency, memory, or both
  --profile FOLDER     lay a processor profile of the service-kit server (.cpuprofile) there
  --json               print the figures as one JSON object
  --markdown           print the tables for a page of docs
  --help               print this text
`;

export const PARTS = ['latency', 'memory'] as const;
export type Part = (typeof PARTS)[number];

export interface RpcOptions {
  readonly callers: readonly number[];
  readonly seconds: number;
  readonly calls: number | undefined;
  readonly rounds: number;
  readonly memoryCalls: number;
  readonly seed: number;
  readonly skip: readonly Part[];
  readonly profile: string | undefined;
  readonly format: Format;
}

/**
 * @returns undefined when help was asked for
 * @throws ArgumentError naming the argument
 */
export function readOptions(args: readonly string[]): RpcOptions | undefined {
  const values = parse(args);
  if (values.help) return undefined;
  return {
    callers: values.callers.split(',').map((item) => whole('callers', item, 1, 1_000)),
    seconds: number('seconds', values.seconds, 0.05, 600),
    calls: values.calls === undefined ? undefined : whole('calls', values.calls, 1, 1e9),
    rounds: whole('rounds', values.rounds, 1, 1_000),
    memoryCalls: whole('memory-calls', values['memory-calls'], 100, 1e9),
    seed: whole('seed', values.seed, 0, 2 ** 31 - 1),
    skip: values.skip === undefined ? [] : values.skip.split(',').map((one) => oneOf('skip', one, PARTS)),
    profile: values.profile,
    format: formatOf(values),
  };
}

const parse = (args: readonly string[]) =>
  parseArguments(args, {
    callers: { type: 'string', default: '1,32,200' },
    seconds: { type: 'string', default: '1' },
    calls: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    'memory-calls': { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
    skip: { type: 'string' },
    profile: { type: 'string' },
  });
