import { isBusy, type Machine, machineLine } from '../measure/machine.js';
import { markdownTable, type Row, textTable } from '../measure/table.js';
import type { Latency } from './measure-latency.js';
import type { MemoryTrend } from './measure-memory.js';
import type { Ratio, Throughput } from './measure-throughput.js';
import { type RpcFigures, targetsOf } from './targets.js';

const BUSY =
  'Other work ran on this machine when the run began: its ratios are rough, its latencies mean little.';

export interface ReportInput {
  readonly machine: Machine;
  /** Such as `5 rounds of 1 s, seed 1`. */
  readonly parameters: string;
  readonly figures: RpcFigures;
}

/** Everything a run found, as text or as markdown. */
export function report({ machine, parameters, figures }: ReportInput, format: 'text' | 'markdown'): string {
  const table = format === 'markdown' ? markdownTable : textTable;
  const { throughput, latency, memory } = figures;
  const parts = [
    machineLine(machine),
    ...(isBusy(machine) ? [BUSY] : []),
    parameters,
    table(
      [
        'closed loop',
        'bare calls/s',
        'kit calls/s',
        'ratio (min–max)',
        'bare CPU µs/call',
        'kit CPU µs/call',
        'ratio',
      ],
      throughput.map(throughputRow),
    ),
  ];
  if (latency) {
    const head = [
      `open loop, ${count(latency.ratePerSecond)} calls/s`,
      'bare ms',
      'kit ms',
      'ratio (min–max)',
    ];
    parts.push(table(head, latencyRows(latency)));
  }
  if (memory) {
    parts.push(table(['memory of kit, calls', 'heap MiB', 'RSS MiB'], memoryRows(memory)), slopes(memory));
  }
  const targets = targetsOf(figures).map(({ name, wanted, got, met }) => [
    name,
    wanted,
    got,
    met ? 'met' : 'missed',
  ]);
  parts.push(table(['target', 'wanted', 'got', 'verdict'], targets));
  return parts.join('\n\n');
}

const throughputRow = ({ callers, bare, kit, ratio, cpuRatio }: Throughput): Row => [
  `${callers} ${callers === 1 ? 'caller' : 'callers'}`,
  count(bare.callsPerSecond),
  count(kit.callsPerSecond),
  spread(ratio),
  bare.cpuMicrosPerCall.toFixed(0),
  kit.cpuMicrosPerCall.toFixed(0),
  cpuRatio.value.toFixed(2),
];

const latencyRows = ({ bare, kit, p50Ratio, p99Ratio }: Latency): readonly Row[] => [
  ['p50', bare.p50Ms.toFixed(2), kit.p50Ms.toFixed(2), spread(p50Ratio)],
  ['p99', bare.p99Ms.toFixed(2), kit.p99Ms.toFixed(2), spread(p99Ratio)],
  ['sent late by the caller, p99', bare.latenessP99Ms.toFixed(2), kit.latenessP99Ms.toFixed(2)],
];

const memoryRows = ({ points }: MemoryTrend): readonly Row[] =>
  points.map(({ calls, heapUsedBytes, rssBytes }) => [
    count(calls),
    mebibytes(heapUsedBytes),
    mebibytes(rssBytes),
  ]);

const slopes = ({ heapBytesPerCall, rssBytesPerCall, flat }: MemoryTrend): string =>
  `over the second half: heap ${heapBytesPerCall.toFixed(2)} bytes a call, RSS ${rssBytesPerCall.toFixed(2)} bytes a call: ${flat ? 'flat' : 'not flat'}`;

const count = (value: number): string => Math.round(value).toLocaleString('en-US');
const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);
const spread = ({ value, min, max }: Ratio): string =>
  `${value.toFixed(2)} (${min.toFixed(2)}–${max.toFixed(2)})`;
