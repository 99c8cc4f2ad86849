import { parseArgs } from 'node:util';

export const USAGE = `usage: npm run -s monitor -- [--every SECONDS] [--once] [--json]

A live table of all services: state by gRPC health (Watch), and from their metrics pages up-time, calls a second, share of
errors (faults of the service), p99, breakers that are not closed, and of ingestion the lag and rates of the pipeline and
the quality of its model. Services are looked for where the same variables have them run. Ctrl-C ends it.

  --every SECONDS  between two looks, 0.2 to 3600 (default 2); figures are those of the time between
  --once           print the table once, and end; figures are those between two looks
  --json           one JSON object a look instead of the table
  --help           print this text

Without a terminal, tables are printed one below the other. Exit code 0; with --once 1 when a service does not serve; 2 when
the arguments could not be taken.
`;

export interface MonitorArguments {
  readonly everyMs: number;
  readonly once: boolean;
  readonly json: boolean;
}

/** Arguments that can't be taken: one line that names them. */
export class ArgumentError extends Error {
  override readonly name = 'ArgumentError';
}

/** @throws ArgumentError naming the argument */
export function readArguments(args: readonly string[]): MonitorArguments | 'help' {
  const values = parse(args);
  if (values.help) return 'help';
  const seconds = Number(values.every);
  if (values.every.trim() === '' || !(seconds >= 0.2 && seconds <= 3_600)) {
    throw new ArgumentError(`--every: got ${JSON.stringify(values.every)}, takes seconds from 0.2 to 3600`);
  }
  return { everyMs: seconds * 1_000, once: values.once, json: values.json };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        every: { type: 'string', default: '2' },
        once: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    const [line = ''] = (error as Error).message.split(/\. |\n/);
    throw new ArgumentError(`${line}; --help tells what there is`);
  }
}
