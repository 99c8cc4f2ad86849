import { isBusy, type Machine, machineLine } from '../measure/machine.js';
import { markdownTable, type Row, textTable } from '../measure/table.js';
import type { SideName } from './gateway-processes.js';
import { figuresOf, medianOf } from './measure-sides.js';
import { type GatewayFigures, targetsOf } from './targets.js';

const BUSY =
  'Other work ran on this machine when the run began: its ratios are rough, its latencies mean little.';
/** A load generator above this share of a core may have slowed what it measured. */
const CALLER_LIMIT = 0.9;

const LABELS: Readonly<Record<SideName, string>> = {
  'hand-written': 'REST, hand-written',
  gateway: 'REST, gateway',
  nest: 'REST, NestJS',
  direct: 'gRPC, direct',
  native: 'gRPC, gateway',
  hop: 'gRPC, bare grpc-js hop',
};

export interface ReportInput {
  readonly machine: Machine;
  /** Such as `5 rounds of 1 s, seed 1`. */
  readonly parameters: string;
  readonly figures: GatewayFigures;
  /** What the reader must know of this run, a line each. */
  readonly notes: readonly string[];
}

/** Everything a run found, as text or as markdown. */
export function report(
  { machine, parameters, figures, notes }: ReportInput,
  format: 'text' | 'markdown',
): string {
  const table = format === 'markdown' ? markdownTable : textTable;
  const sides = [...figures.throughput.keys()];
  return [
    machineLine(machine),
    ...(isBusy(machine) ? [BUSY] : []),
    parameters,
    ...notes,
    table(
      ['closed loop', 'requests/s (min–max)', 'CPU µs/request', "caller's cores"],
      sides.map((side) => throughputRow(figures, side)),
    ),
    ...slowCaller(figures),
    table(
      [
        `open loop, ${count(figures.ratePerSecond)} requests/s`,
        'p50 ms',
        'p99 ms',
        'p50 over direct',
        'sent late, p99',
      ],
      sides.map((side) => latencyRow(figures, side)),
    ),
    table(
      ['target', 'wanted', 'got', 'verdict'],
      targetsOf(figures).map(({ name, wanted, got, verdict }) => [name, wanted, got, verdict]),
    ),
  ].join('\n\n');
}

function throughputRow({ throughput }: GatewayFigures, side: SideName): Row {
  const perSecond = figuresOf(throughput, side, 'requestsPerSecond');
  const all = `${count(Math.min(...perSecond))}–${count(Math.max(...perSecond))}`;
  return [
    LABELS[side],
    `${count(medianOf(throughput, side, 'requestsPerSecond'))} (${all})`,
    medianOf(throughput, side, 'cpuMicrosPerRequest').toFixed(0),
    medianOf(throughput, side, 'callerCores').toFixed(2),
  ];
}

function latencyRow({ latency }: GatewayFigures, side: SideName): Row {
  const p50Ms = medianOf(latency, side, 'p50Ms');
  return [
    LABELS[side],
    p50Ms.toFixed(2),
    medianOf(latency, side, 'p99Ms').toFixed(2),
    (p50Ms - medianOf(latency, 'direct', 'p50Ms')).toFixed(2),
    medianOf(latency, side, 'latenessP99Ms').toFixed(2),
  ];
}

function slowCaller({ throughput }: GatewayFigures): readonly string[] {
  const slow = [...throughput.keys()].filter(
    (side) => medianOf(throughput, side, 'callerCores') > CALLER_LIMIT,
  );
  if (slow.length === 0) return [];
  return [
    `The caller was busy all the time and may have been the limit: ${slow.map((side) => LABELS[side]).join(', ')}.`,
  ];
}

const count = (value: number): string => Math.round(value).toLocaleString('en-US');
