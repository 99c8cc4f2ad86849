import { join, resolve } from 'node:path';
import { types } from 'node:util';
import { ConfigError, type Environment, loadServiceConfig } from '@trilha/service-kit/config';
import { buildCallTree } from './call-tree.js';
import { CallExtract, RequestExtract } from './extract.js';
import { describe, type LogFile, logFilesIn } from './log-files.js';
import { ArgumentError, type LogsArguments, readArguments, USAGE } from './logs-arguments.js';
import { extractCsv, extractText } from './print-extract.js';
import { treeCsv, treeText } from './print-tree.js';
import { readLogs, STDIN } from './read-logs.js';
import { ReadingProgress } from './reading-progress.js';

/** What the command has of the process it runs in. */
export interface Surroundings {
  readonly env: Environment;
  readonly now: Date;
  readonly print: (text: string) => void;
  readonly complain: (text: string) => void;
}

/** The command `npm run logs`; resolves with its exit code. */
export async function runLogs(args: readonly string[], around: Surroundings): Promise<number> {
  try {
    const wanted = readArguments(args, around.now);
    if (wanted !== 'help') return await extract(wanted, around);
    around.print(USAGE);
    return 0;
  } catch (error) {
    const known =
      error instanceof ArgumentError ||
      error instanceof ConfigError ||
      (types.isNativeError(error) && 'syscall' in error);
    around.complain(`${known ? error.message : ((error as Error)?.stack ?? String(error))}\n`);
    return error instanceof ArgumentError ? 2 : 1;
  }
}

async function extract(wanted: LogsArguments, around: Surroundings): Promise<number> {
  const { since, service, correlation, slowest, format } = wanted;
  const files = await filesOf(wanted, around.env);
  const progress = new ReadingProgress(files.reduce((sum, { bytes }) => sum + bytes, 0));
  const options = { since, service, slowest, onBytes: (bytes: number) => progress.read(bytes) };
  const reader =
    correlation === undefined ? new CallExtract(options) : new RequestExtract(correlation, options);
  const unreadable = await readLogs(files, reader, describe).finally(() => progress.end());
  for (const { path, why } of unreadable) around.complain(`${path}: ${why}\n`);
  const text =
    reader instanceof CallExtract ? extractOf(reader, format) : requestOf(reader, correlation ?? '', format);
  if (text === undefined) around.complain(`no line has the correlation id ${JSON.stringify(correlation)}\n`);
  else around.print(text);
  return text === undefined || unreadable.length > 0 ? 1 : 0;
}

function extractOf(reader: CallExtract, format: LogsArguments['format']): string {
  const found = reader.result();
  if (format === 'json') return `${JSON.stringify(found, null, 2)}\n`;
  return format === 'csv' ? extractCsv(found) : extractText(found);
}

/** @returns undefined when no line has the id */
function requestOf(
  { calls, remarks, leftOut }: RequestExtract,
  correlationId: string,
  format: LogsArguments['format'],
): string | undefined {
  if (calls.length + remarks.length === 0) return undefined;
  const tree = buildCallTree(calls, remarks);
  if (format === 'json') return `${JSON.stringify({ correlationId, leftOut, ...tree }, null, 2)}\n`;
  if (format === 'csv') return treeCsv(tree);
  const more = leftOut > 0 ? `${leftOut} further lines have this id and are left out\n` : '';
  return treeText(correlationId, tree) + more;
}

async function filesOf({ files, since }: LogsArguments, env: Environment): Promise<readonly LogFile[]> {
  if (files.length > 0) {
    const typedIn = env.INIT_CWD ?? process.cwd();
    return Promise.all(
      files.map((file) =>
        file === STDIN
          ? { path: STDIN, bytes: 0, identity: STDIN, modifiedMs: 0 }
          : describe(resolve(typedIn, file)),
      ),
    );
  }
  const folder = join(loadServiceConfig('gateway', env).config.dataDir, 'logs');
  const found = await logFilesIn(folder);
  // Nothing was written to it since.
  return since === undefined ? found : found.filter(({ modifiedMs }) => modifiedMs >= Date.parse(since));
}
