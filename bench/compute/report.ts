import { isBusy, type Machine, machineLine } from '../measure/machine.js';
import { markdownTable, type Row, textTable } from '../measure/table.js';
import { type HandOver, RATED, type Rated, type Rates, type Spread } from './measure-rates.js';
import type { LoadFigures, Point } from './measure-sweep.js';
import { oversubscription, saturationOf } from './saturation.js';
import { targetsOf } from './targets.js';

const BUSY = 'Other work ran on this machine when the run began: its figures mean little.';

/** What was measured; parts that were skipped are empty. */
export interface ComputeFigures {
  readonly rates: readonly Rates[];
  readonly handOverMicros?: HandOver | undefined;
  readonly sweep: readonly Point[];
  readonly loads: readonly LoadFigures[];
}

export interface ReportInput {
  readonly machine: Machine;
  readonly parameters: string;
  readonly workers: number;
  readonly figures: ComputeFigures;
}

const WHAT: Readonly<Record<Rated, string>> = {
  loops: 'bare loops at once: what the machine can do',
  pool: 'our pool, in process',
  tcp: 'our pool, over TCP, one connection',
  piscina: 'piscina',
  workerpool: 'workerpool',
  process: 'a process per request',
};

/** Why it is not known how much of the cores got to tasks. */
const NO_SCHEDSTAT = 'no schedstat here';
const NOT_TOLD: Readonly<Record<Rated, string>> = {
  loops: NO_SCHEDSTAT,
  pool: NO_SCHEDSTAT,
  tcp: NO_SCHEDSTAT,
  piscina: NO_SCHEDSTAT,
  workerpool: NO_SCHEDSTAT,
  process: 'gone before asked',
};

/** Everything a run found, as text or as markdown. */
export function report(
  { machine, parameters, workers, figures: { rates, handOverMicros, sweep, loads } }: ReportInput,
  format: 'text' | 'markdown',
): string {
  const table = format === 'markdown' ? markdownTable : textTable;
  const parts = [machineLine(machine), ...(isBusy(machine) ? [BUSY] : []), parameters];
  for (const { taskMs, n, loopPerSecond, sides } of rates) {
    parts.push(
      table(
        [
          `tasks of ${taskMs} ms (n = ${n})`,
          'tasks/s',
          `of ${workers} × one loop (min–max)`,
          'of loops before and after (min–max)',
          `of ${workers} cores, in tasks (min–max)`,
        ],
        [
          [`one bare loop: ${(1000 / loopPerSecond).toFixed(1)} ms a task`, rate(loopPerSecond)],
          ...RATED.map((name): Row => {
            const { perSecond, share, minShare, maxShare, ofLoops, inTasks } = sides[name];
            const ofOne = spread({ median: share, min: minShare, max: maxShare });
            const told = inTasks === null ? NOT_TOLD[name] : spread(inTasks);
            return [WHAT[name], rate(perSecond), ofOne, ofLoops === null ? '' : spread(ofLoops), told];
          }),
        ],
      ),
    );
  }
  if (handOverMicros !== undefined) {
    const rows = Object.entries(handOverMicros).map(([name, micros]) => [name, micros.toFixed(1)]);
    parts.push(table(['an empty task, there and back', 'processor µs'], rows));
  }
  if (sweep.length > 0) {
    parts.push(sweepTable(sweep, table));
    const { workers: enough, concurrency, perSecond } = saturationOf(sweep);
    parts.push(
      [
        `saturation: ${enough} workers, ${concurrency} in flight: ${rate(perSecond)} tasks/s; more of either waits longer and does no more`,
        ...oversubscription(sweep, machine.cores),
      ].join('\n'),
    );
  }
  if (loads.length > 0) {
    parts.push(
      table(
        ['load', 'workers', 'in flight', 'requests', 'n', 'requests/s', 'p50 ms', 'p99 ms'],
        loads.map((load) => [
          load.name,
          ...[load.workers, load.concurrency, load.concurrency * load.requests, load.size].map(String),
          ...[rate(load.perSecond), load.p50Ms.toFixed(2), load.p99Ms.toFixed(2)],
        ]),
      ),
    );
  }
  const targets = targetsOf(rates, workers).map(({ name, wanted, got, met, limit }) => [
    name,
    wanted,
    got,
    met ? 'met' : 'missed',
    limit,
  ]);
  if (targets.length > 0)
    parts.push(table(['target', 'wanted', 'got', 'verdict', 'what the machine gives'], targets));
  return parts.join('\n\n');
}

function sweepTable(points: readonly Point[], table: typeof textTable): string {
  const workers = [...new Set(points.map((point) => point.workers))];
  const concurrency = [...new Set(points.map((point) => point.concurrency))];
  const cell = (of: number, inFlight: number): string => {
    const point = points.find((one) => one.workers === of && one.concurrency === inFlight);
    return point === undefined ? '' : `${rate(point.perSecond)} · ${point.p99Ms.toFixed(1)}`;
  };
  return table(
    ['in flight', ...workers.map((of) => `${of} workers: tasks/s · p99 ms`)],
    concurrency.map((inFlight) => [String(inFlight), ...workers.map((of) => cell(of, inFlight))]),
  );
}

const rate = (perSecond: number): string =>
  perSecond >= 100 ? Math.round(perSecond).toLocaleString('en-US') : perSecond.toFixed(1);
const spread = ({ median, min, max }: Spread): string =>
  `${median.toFixed(2)} (${min.toFixed(2)}–${max.toFixed(2)})`;
