import { type Format, formatOf, parseArguments, whole } from '../measure/arguments.js';

export const HELP = `usage: npm run bench -- logs [arguments]

How fast the log extractor (npm run logs) reads, and with how much memory: it writes a log as the services do, reads it
with the command itself, plain and gzip, holds its report against what was written, and removes it.

  --megabytes N        size of the log (default 1000); a tenth of it is read too, for the memory
  --folder FOLDER      where the log is written (default: the folder of the system for temporary files)
  --seed N             of the log (default 1)
  --json               print the figures as one JSON object
  --markdown           print the table for a page of docs
  --help               print this text
`;

export interface LogsOptions {
  readonly megabytes: number;
  readonly folder: string | undefined;
  readonly seed: number;
  readonly format: Format;
}

/**
 * @returns undefined when help was asked for
 * @throws ArgumentError naming the argument
 */
export function readOptions(args: readonly string[]): LogsOptions | undefined {
  const values = parse(args);
  if (values.help) return undefined;
  return {
    megabytes: whole('megabytes', values.megabytes, 1, 100_000),
    folder: values.folder,
    seed: whole('seed', values.seed, 0, 2 ** 31 - 1),
    format: formatOf(values),
  };
}

const parse = (args: readonly string[]) =>
  parseArguments(args, {
    megabytes: { type: 'string', default: '1000' },
    folder: { type: 'string' },
    seed: { type: 'string', default: '1' },
  });
