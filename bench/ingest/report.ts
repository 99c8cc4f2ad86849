import { isBusy, type Machine, machineLine } from '../measure/machine.js';
import { markdownTable, type Row, textTable } from '../measure/table.js';
import { type LoadUsage, limitOf, percent } from './load-usage.js';
import type { Big } from './measure-big.js';
import type { Singles } from './measure-singles.js';
import { rejectedOf } from './tally.js';
import { checksOf, type IngestFigures, targetsOf } from './targets.js';

export interface ReportInput {
  readonly machine: Machine;
  /** Such as `seed 1`. */
  readonly parameters: string;
  readonly figures: IngestFigures;
}

const BUSY =
  'Other work ran on this machine when the run began: its rates are rough, its latencies mean little.';
const HOW = [
  'Simulators make and encode their messages before the clock starts, but in the part with many events, where they do so',
  'while they send. Finalised: the checkpoint with the effects of an event is on disk. Shares are of one core.',
].join('\n');

/** Everything a run found, as text or as markdown. */
export function report({ machine, parameters, figures }: ReportInput, format: 'text' | 'markdown'): string {
  const table = format === 'markdown' ? markdownTable : textTable;
  const { throughput, singles, latency, big } = figures;
  const parts = [machineLine(machine), ...(isBusy(machine) ? [BUSY] : []), parameters, HOW];
  if (throughput !== undefined) {
    const head = [
      'load, simulators',
      'items',
      'acked/s',
      'finalised/s',
      'repeated',
      'rejected',
      ...USAGE_HEAD,
    ];
    const rows = throughput.map(({ mode, simulators, sent, ackedPerSecond, finalisedPerSecond, usage }) => [
      `${mode}, ${simulators}`,
      count(sent.items),
      count(ackedPerSecond),
      count(finalisedPerSecond),
      count(sent.repeated),
      count(rejectedOf(sent)),
      ...usageRow(usage),
    ]);
    parts.push(table(head, rows));
    parts.push(throughput.map((one) => `${one.mode}, ${one.simulators}: ${limitOf(one.usage)}`).join('\n'));
  }
  if (singles !== undefined)
    parts.push(table(['single events', 'calls/s', ...USAGE_HEAD], singlesRows(singles)));
  if (latency !== undefined) {
    const { ratePerSecond, events, samples, p50Ms, p99Ms, maxMs, warmUpP99Ms, latenessP99Ms, usage } =
      latency;
    const head = [
      'emitted → finalised',
      'events',
      'samples',
      'p50 ms',
      'p99 ms',
      'max ms',
      'p99 ms, first 2 s',
      'sent late p99 ms',
      ...USAGE_HEAD,
    ];
    const figures = [p50Ms, p99Ms, maxMs, warmUpP99Ms, latenessP99Ms].map((ms) => ms.toFixed(0));
    parts.push(
      table(head, [
        [`${count(ratePerSecond)} events/s`, count(events), count(samples), ...figures, ...usageRow(usage)],
      ]),
    );
  }
  if (big !== undefined) parts.push(table(['many events', ''], bigRows(big)));
  const peers = peerRows(figures);
  if (peers.length > 0) parts.push(table(['side by side', 'events/s'], peers));
  const checks = checksOf(figures);
  if (checks.length > 0) {
    parts.push(
      checks.map(({ name, said, seconds }) => `${name}, ${seconds.toFixed(1)} s: ${said}`).join('\n'),
    );
  }
  const targets = targetsOf(figures).map(({ name, wanted, got, met, limit }) => [
    name,
    wanted,
    got,
    met ? 'met' : 'missed',
    limit,
  ]);
  parts.push(table(['target', 'wanted', 'got', 'verdict', 'what limits it'], targets));
  return parts.join('\n\n');
}

const USAGE_HEAD = ['server main', 'analysis', 'other threads', 'simulators', 'machine'] as const;

function usageRow({ server, simulators, machine }: LoadUsage): Row {
  const threads =
    server === undefined ? ['?', '?', '?'] : [server.main, server.analysis, server.others].map(percent);
  return [...threads, percent(simulators), percent(machine)];
}

const singlesRows = ({
  callers,
  echoPerSecond,
  ingestionPerSecond,
  ratio,
  usage,
}: Singles): readonly Row[] => [
  [`bare echo, ${callers} callers`, count(echoPerSecond)],
  [`IngestTransaction, ${callers} callers`, count(ingestionPerSecond), ...usageRow(usage)],
  ['ratio (min–max)', `${ratio.value.toFixed(2)} (${ratio.min.toFixed(2)}–${ratio.max.toFixed(2)})`],
];

const bigRows = ({
  stored,
  resent,
  storedPerSecond,
  memory,
  behindAtKill,
  readySeconds,
}: Big): readonly Row[] => [
  ['stored', count(stored)],
  ['stored/s', count(storedPerSecond)],
  ['sent again because the service was full', count(resent)],
  [
    'RSS first, last, most (MiB)',
    [memory.firstRssBytes, memory.lastRssBytes, memory.maxRssBytes].map(mebibytes).join(', '),
  ],
  ['RSS over the second half, bytes an event', memory.rssBytesPerEvent.toFixed(1)],
  ['heap of the main thread, the same', memory.heapBytesPerEvent.toFixed(1)],
  ['acknowledged and not final at SIGKILL', count(behindAtKill)],
  ['ready again after, s', readySeconds.toFixed(2)],
];

function peerRows({ disk, nats, singles, throughput }: IngestFigures): readonly Row[] {
  const rows: Row[] = [];
  if (disk !== undefined) {
    const { bytesPerEvent, syncP50Ms, syncP99Ms } = disk;
    rows.push(
      [
        `file, 1,000 events of ${Math.round(bytesPerEvent)} bytes a write and fdatasync (p50 ${syncP50Ms.toFixed(1)} ms, p99 ${syncP99Ms.toFixed(1)} ms)`,
        count(disk.plainPerSecond),
      ],
      ['log of libs/pipeline, eight appends of 1,000 under way', count(disk.logPerSecond)],
    );
  }
  if (nats !== undefined && 'skipped' in nats) rows.push([`JetStream: skipped, ${nats.skipped}`, '–']);
  else if (nats !== undefined) {
    rows.push(
      [
        `JetStream ${nats.server}, files, deduplication, 200 publishes under way`,
        count(nats.singlePerSecond),
      ],
      ['JetStream, the same in messages of 100 events', count(nats.inHundredsPerSecond)],
      ['JetStream, consumed', count(nats.consumedPerSecond)],
      ['(its acknowledgement does not wait for the disk unless sync_interval is always)', ''],
    );
  }
  if (rows.length > 0 && singles !== undefined) {
    rows.push(
      [`bare grpc-js echo, ${singles.callers} callers`, count(singles.echoPerSecond)],
      [`ingestion, ${singles.callers} callers, an event a call`, count(singles.ingestionPerSecond)],
    );
  }
  for (const { mode, simulators, finalisedPerSecond } of rows.length > 0 ? (throughput ?? []) : []) {
    rows.push([`ingestion, ${mode}, simulators: ${simulators}, finalised`, count(finalisedPerSecond)]);
  }
  return rows;
}

const count = (value: number): string => Math.round(value).toLocaleString('en-US');
const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(0);
