import { parseArgs } from 'node:util';
import { ArgumentError } from '../bench.js';

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
  readonly format: 'text' | 'json' | 'markdown';
}

/**
 * @returns undefined when help was asked for
 * @throws ArgumentError naming the argument
 */
export function readOptions(args: readonly string[]): LogsOptions | undefined {
  const values = parse(args);
  if (values.help) return undefined;
  if (values.json && values.markdown) throw new ArgumentError('--json and --markdown exclude each other');
  return {
    megabytes: whole('megabytes', values.megabytes, 1, 100_000),
    folder: values.folder,
    seed: whole('seed', values.seed, 0, 2 ** 31 - 1),
    format: values.json ? 'json' : values.markdown ? 'markdown' : 'text',
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        megabytes: { type: 'string', default: '1000' },
        folder: { type: 'string' },
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
