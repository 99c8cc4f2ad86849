import { type Format, formatOf, number, parseArguments, whole } from '../measure/arguments.js';

export const HELP = `usage: npm run bench -- gateway [arguments]

Compares ways to one method, GetCurso of a service on bare grpc-js, in one run, side after side. Each server is a process
of its own, compiled as for production; one more calls them all, REST over bare sockets, gRPC by a bare grpc-js client.

  REST, gateway        apps/gateway with all that it does in production: routes from the contracts, token verified once
                       and remembered, rate limits (out of reach), load shedding, ETag, metrics, access log on stdout and
                       in a file, correlation id and trace, security headers, breaker and retry budget to the service
  REST, hand-written   one route for this RPC: fastify, the generated grpc-js client and ts-proto codec, jose verifies each
                       token, pino logs each request on stdout, a deadline, errors mapped to HTTP; nothing else
  REST, NestJS         the same duties as NestJS documents them: platform-fastify, ClientGrpc with proto-loader, a guard
                       with jose, an interceptor with pino. Its packages have a lock file of their own in
                       bench/gateway/nest and are installed at the first run
  gRPC, direct         no hop at all
  gRPC, gateway        port 50050 of the gateway, bytes passed on; the token is for the service
  gRPC, bare grpc-js   a proxy of bytes by hand for this one method: the most that a grpc-js hop can do

  --callers N          callers at a time in the throughput part (default 32)
  --seconds S          length of one round (default 2)
  --rounds R           rounds of each side in each part; the order alternates (default 5)
  --lessons N          lessons of the course that is answered (default 6: JSON of about 2 kB)
  --remember-tokens    the hand-written route and NestJS too verify a token once only
  --seed N             of the schedule of the latency part (default 1)
  --skip-nest          leave NestJS out
  --awake              keep the cores from going to sleep with processes that give way to all others (Linux): latencies are
                       then without what waking a core takes
  --quick              2 rounds of half a second: shows that all works, not how fast
  --profile FOLDER     lay a processor profile of each process (.cpuprofile) there
  --json               print the figures as one JSON object
  --markdown           print the tables for a page of docs
  --help               print this text
`;

export interface GatewayBenchOptions {
  readonly callers: number;
  readonly seconds: number;
  readonly rounds: number;
  readonly lessons: number;
  readonly rememberTokens: boolean;
  readonly seed: number;
  readonly skipNest: boolean;
  readonly awake: boolean;
  readonly profile: string | undefined;
  readonly format: Format;
}

const QUICK = { seconds: 0.5, rounds: 2 };
const FULL = { seconds: 2, rounds: 5 };

/**
 * @returns undefined when help was asked for
 * @throws ArgumentError naming the argument
 */
export function readOptions(args: readonly string[]): GatewayBenchOptions | undefined {
  const values = parse(args);
  if (values.help) return undefined;
  const { seconds, rounds } = values.quick ? QUICK : FULL;
  return {
    callers: whole('callers', values.callers, 1, 1_000),
    seconds: number('seconds', values.seconds ?? String(seconds), 0.05, 600),
    rounds: whole('rounds', values.rounds ?? String(rounds), 1, 1_000),
    lessons: whole('lessons', values.lessons, 0, 1_000),
    rememberTokens: values['remember-tokens'],
    seed: whole('seed', values.seed, 0, 2 ** 31 - 1),
    skipNest: values['skip-nest'],
    awake: values.awake,
    profile: values.profile,
    format: formatOf(values),
  };
}

const parse = (args: readonly string[]) =>
  parseArguments(args, {
    callers: { type: 'string', default: '32' },
    seconds: { type: 'string' },
    rounds: { type: 'string' },
    lessons: { type: 'string', default: '6' },
    'remember-tokens': { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    'skip-nest': { type: 'boolean', default: false },
    awake: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    profile: { type: 'string' },
  });
