import { parseArgs } from 'node:util';

export const USAGE = `usage: npm run -s logs -- [--since 10m] [--service X] [--correlation ID] [--json | --csv] [FILES…]

Reads the JSON logs of the services, plain or gzip, and prints per method: calls, errors by code and latency percentiles;
the slowest calls; and what made requests fail, by the failure that came first in each. Without FILES it reads the files in
DATA__DIR/logs, rotated ones too; - is standard input.

  --since WHEN      lines of the last 90s, 10m, 2h or 7d, or from an ISO time on (2026-03-02T12:00:00Z); default: all
  --service NAME    lines of this service alone
  --correlation ID  follow one request through the services instead, as a tree with durations
  --slowest N       how many of the slowest calls (default 10; 0 to 1000)
  --json            one JSON object
  --csv             one line a method, or a call with --correlation
  --help            print this text

Percentiles are off by 1.6 % at most. Broken lines are counted and never stop it. Exit code 0; 1 when a file could not be
read or no line has the correlation id; 2 when the arguments could not be taken.
`;

export interface LogsArguments {
  /** Lines before it are left out: a time as the log writes it. */
  readonly since: string | undefined;
  readonly service: string | undefined;
  readonly correlation: string | undefined;
  readonly slowest: number;
  readonly format: 'text' | 'json' | 'csv';
  readonly files: readonly string[];
}

/** Arguments that can't be taken: one line that names them. */
export class ArgumentError extends Error {
  override readonly name = 'ArgumentError';
}

const MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const MAX_SLOWEST = 1_000;

/** @throws ArgumentError naming the argument */
export function readArguments(args: readonly string[], now: Date): LogsArguments | 'help' {
  const { values, positionals } = parse(args);
  if (values.help) return 'help';
  if (values.json && values.csv) throw new ArgumentError('--json and --csv exclude each other');
  const slowest = Number(values.slowest);
  if (!Number.isInteger(slowest) || slowest < 0 || slowest > MAX_SLOWEST) {
    throw new ArgumentError(
      `--slowest: got ${JSON.stringify(values.slowest)}, takes a whole number from 0 to ${MAX_SLOWEST}`,
    );
  }
  return {
    since: values.since === undefined ? undefined : sinceOf(values.since, now),
    service: values.service,
    correlation: values.correlation,
    slowest,
    format: values.json ? 'json' : values.csv ? 'csv' : 'text',
    files: positionals,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        since: { type: 'string' },
        service: { type: 'string' },
        correlation: { type: 'string' },
        slowest: { type: 'string', default: '10' },
        json: { type: 'boolean', default: false },
        csv: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    const [line = ''] = (error as Error).message.split(/\. |\n/);
    throw new ArgumentError(`${line}; --help tells what there is`);
  }
}

function sinceOf(text: string, now: Date): string {
  const [, count, unit] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
  const ms =
    unit === undefined ? Date.parse(text) : now.getTime() - Number(count) * MS[unit as keyof typeof MS];
  const isTime = unit !== undefined || /^\d{4}-\d{2}-\d{2}/.test(text);
  if (!isTime || Number.isNaN(ms)) {
    throw new ArgumentError(
      `--since: got ${JSON.stringify(text)}, takes a time such as 90s, 10m, 2h, 7d or 2026-03-02T12:00:00Z`,
    );
  }
  return new Date(ms).toISOString();
}
