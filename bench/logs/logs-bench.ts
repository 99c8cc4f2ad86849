import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench } from '../bench.js';
import { fromWhereTyped } from '../measure/arguments.js';
import { describeMachine, isBusy, machineLine } from '../measure/machine.js';
import { createProgress } from '../measure/progress.js';
import { markdownTable, textTable } from '../measure/table.js';
import { withCleanUp } from '../measure/with-clean-up.js';
import { HELP, type LogsOptions, readOptions } from './options.js';
import { type Run, readWithExtractor } from './read-with-extractor.js';
import { type WrittenLog, writeLog } from './write-log.js';

/** Seconds for a gigabyte, and how much more memory a log of ten times the size may take. */
const WANTED_SECONDS_PER_GB = 30;
const FLAT = 1.25;

interface Reading {
  readonly name: string;
  readonly lines: number;
  readonly logBytes: number;
  readonly diskBytes: number;
  readonly run: Run;
}

export const logsBench: Bench = {
  name: 'logs',
  summary: 'how fast the log extractor reads, and with how much memory',
  run: async (args) => {
    const options = readOptions(args);
    if (options === undefined) {
      process.stdout.write(HELP);
      return;
    }
    const machine = describeMachine([]);
    const base = options.folder === undefined ? tmpdir() : fromWhereTyped(options.folder);
    const folder = await mkdtemp(join(base, 'trilha-bench-logs-'));
    await withCleanUp(
      () => rm(folder, { recursive: true, force: true }),
      async () => {
        const readings = await measure(folder, options);
        const targets = targetsOf(readings);
        if (options.format === 'json') {
          process.stdout.write(`${JSON.stringify({ machine, readings, targets }, null, 2)}\n`);
          return;
        }
        const table = options.format === 'markdown' ? markdownTable : textTable;
        const parts = [
          machineLine(machine),
          ...(isBusy(machine) ? ['Other work ran on this machine when the run began.'] : []),
          `npm run logs on calls of 6 methods, 2 % of them failed, seed ${options.seed}`,
          table(
            ['log', 'lines', 'MB', 'MB on disk', 's', 'MB/s', 'CPU s', 'peak RSS MiB'],
            readings.map(rowOf),
          ),
          table(['target', 'wanted', 'got', 'verdict'], targets),
        ];
        process.stdout.write(`${parts.join('\n\n')}\n`);
      },
    );
  },
};

async function measure(folder: string, { megabytes, seed }: LogsOptions): Promise<readonly Reading[]> {
  const progress = createProgress(6);
  const readings: Reading[] = [];
  for (const { name, share, gzip } of [
    { name: 'a tenth, plain', share: 0.1, gzip: false },
    { name: 'whole, plain', share: 1, gzip: false },
    { name: 'whole, gzip', share: 1, gzip: true },
  ]) {
    const path = join(folder, gzip ? 'cursos.log.1.gz' : 'cursos.log');
    progress.step(`writing: ${name}`);
    const written: WrittenLog = await writeLog(path, { bytes: megabytes * 1e6 * share, seed, gzip });
    progress.step(`reading: ${name}`);
    const { size } = await stat(path);
    const run = await readWithExtractor(path, written);
    readings.push({ name, lines: written.lines, logBytes: written.bytes, diskBytes: size, run });
    await rm(path);
  }
  progress.end();
  return readings;
}

function targetsOf(readings: readonly Reading[]): readonly (readonly string[])[] {
  const [tenth, ...whole] = readings as readonly [Reading, ...Reading[]];
  const speed = whole.map(({ name, logBytes, run }) => {
    const seconds = (run.seconds / logBytes) * 1e9;
    const verdict = seconds <= WANTED_SECONDS_PER_GB ? 'met' : 'missed';
    return [`seconds for 1 GB, ${name}`, `≤ ${WANTED_SECONDS_PER_GB}`, seconds.toFixed(1), verdict];
  });
  const [plain] = whole as [Reading];
  const growth = plain.run.maxRssBytes / tenth.run.maxRssBytes;
  const flat = [
    'memory for ten times the log',
    `≤ ${FLAT}×`,
    `${growth.toFixed(2)}×`,
    growth <= FLAT ? 'met' : 'missed',
  ];
  return [...speed, flat];
}

const rowOf = ({ name, lines, logBytes, diskBytes, run }: Reading): readonly string[] => [
  name,
  lines.toLocaleString('en-US'),
  (logBytes / 1e6).toFixed(0),
  (diskBytes / 1e6).toFixed(0),
  run.seconds.toFixed(1),
  (logBytes / 1e6 / run.seconds).toFixed(0),
  run.cpuSeconds.toFixed(1),
  (run.maxRssBytes / 2 ** 20).toFixed(0),
];
