/** Behind `npm run logs`. It imports nothing that stands on generated code, so a fresh clone can run it. */
import { join, resolve } from 'node:path';
import { ConfigError, loadServiceConfig } from '@trilha/service-kit/config';
import { buildCallTree } from './call-tree.js';
import { CallExtract, RequestExtract } from './extract.js';
import { describe, type LogFile, logFilesIn } from './log-files.js';
import { ArgumentError, type LogsArguments, readArguments, USAGE } from './logs-arguments.js';
import { extractCsv, extractText } from './print-extract.js';
import { treeCsv, treeText } from './print-tree.js';
import { readLogs, STDIN } from './read-logs.js';
import { ReadingProgress } from './reading-progress.js';

async function main(wanted: LogsArguments): Promise<void> {
  const { since, service, correlation, slowest, format } = wanted;
  const files = await filesOf(wanted);
  const progress = new ReadingProgress(files.reduce((sum, { bytes }) => sum + bytes, 0));
  const options = { since, service, slowest, onBytes: (bytes: number) => progress.read(bytes) };
  const reader =
    correlation === undefined ? new CallExtract(options) : new RequestExtract(correlation, options);
  const unreadable = await readLogs(files, reader, describe).finally(() => progress.end());
  for (const { path, why } of unreadable) process.stderr.write(`${path}: ${why}\n`);
  if (unreadable.length > 0) process.exitCode = 1;
  process.stdout.write(
    reader instanceof CallExtract ? extractOf(reader, format) : requestOf(reader, correlation ?? '', format),
  );
}

function extractOf(reader: CallExtract, format: LogsArguments['format']): string {
  const extract = reader.result();
  if (format === 'json') return `${JSON.stringify(extract, null, 2)}\n`;
  return format === 'csv' ? extractCsv(extract) : extractText(extract);
}

function requestOf(reader: RequestExtract, correlationId: string, format: LogsArguments['format']): string {
  const { calls, remarks, leftOut } = reader;
  if (calls.length + remarks.length === 0) {
    process.stderr.write(`no line has the correlation id ${JSON.stringify(correlationId)}\n`);
    process.exitCode = 1;
    return '';
  }
  if (leftOut > 0) process.stderr.write(`${leftOut} further lines have this id and are left out\n`);
  const tree = buildCallTree(calls, remarks);
  if (format === 'json') return `${JSON.stringify({ correlationId, ...tree }, null, 2)}\n`;
  return format === 'csv' ? treeCsv(tree) : treeText(correlationId, tree);
}

async function filesOf({ files, since }: LogsArguments): Promise<readonly LogFile[]> {
  if (files.length > 0) {
    const typedIn = process.env.INIT_CWD ?? process.cwd();
    return Promise.all(
      files.map((file) =>
        file === STDIN
          ? { path: STDIN, bytes: 0, identity: STDIN, modifiedMs: 0 }
          : describe(resolve(typedIn, file)),
      ),
    );
  }
  const folder = join(loadServiceConfig('gateway', process.env).config.dataDir, 'logs');
  const found = await logFilesIn(folder);
  // Nothing was written to it since.
  return since === undefined ? found : found.filter(({ modifiedMs }) => modifiedMs >= Date.parse(since));
}

// Whoever reads our output may have seen enough.
process.stdout.on('error', () => process.exit());
try {
  const wanted = readArguments(process.argv.slice(2), new Date());
  if (wanted === 'help') process.stdout.write(USAGE);
  else await main(wanted);
} catch (error) {
  const known =
    error instanceof ArgumentError ||
    error instanceof ConfigError ||
    (error instanceof Error && 'syscall' in error);
  process.stderr.write(`${known ? error.message : ((error as Error)?.stack ?? String(error))}\n`);
  process.exitCode = error instanceof ArgumentError ? 2 : 1;
}
