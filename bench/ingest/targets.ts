import type { Checked } from './check-stopped.js';
import { limitOf } from './load-usage.js';
import type { Big } from './measure-big.js';
import type { Disk } from './measure-disk.js';
import type { Latency } from './measure-latency.js';
import type { NatsResult } from './measure-peers.js';
import type { Singles } from './measure-singles.js';
import type { Throughput } from './measure-throughput.js';

const MIN_FINALISED_PER_SECOND = 150_000;
const MIN_SINGLES_RATIO = 0.85;
const MAX_P99_MS = 250;
const MAX_READY_SECONDS = 10;
/** What memory and start-up are meant for. */
const MEANT_EVENTS = 10_000_000;

/** With fewer, the second half still shows how caches and the engine settle in. */
const SETTLED_EVENTS = 1_000_000;

/** What was measured; parts that were skipped are absent. */
export interface IngestFigures {
  readonly throughput?: readonly Throughput[] | undefined;
  readonly singles?: Singles | undefined;
  readonly latency?: Latency | undefined;
  readonly big?: Big | undefined;
  readonly disk?: Disk | undefined;
  readonly nats?: NatsResult | undefined;
}

export interface Target {
  readonly name: string;
  readonly wanted: string;
  readonly got: string;
  readonly met: boolean;
  /** What keeps it from being better. */
  readonly limit: string;
}

/** What ingestion must reach, and whether it does. */
export function targetsOf(figures: IngestFigures): readonly Target[] {
  const { throughput = [], singles, latency, big } = figures;
  const targets: Target[] = [];
  const best = bestOf(throughput);
  if (best !== undefined) {
    targets.push({
      name: `finalised/s, best: ${best.mode}, simulators: ${best.simulators}`,
      wanted: `≥ ${count(MIN_FINALISED_PER_SECOND)}`,
      got: count(best.finalisedPerSecond),
      met: best.finalisedPerSecond >= MIN_FINALISED_PER_SECOND,
      limit: limitOf(best.usage),
    });
  }
  if (singles !== undefined) {
    targets.push({
      name: `single events over a bare echo, callers: ${singles.callers}`,
      wanted: `≥ ${MIN_SINGLES_RATIO}`,
      got: singles.ratio.value.toFixed(2),
      met: singles.ratio.value >= MIN_SINGLES_RATIO,
      limit: limitOf(singles.usage),
    });
  }
  if (latency !== undefined) {
    targets.push({
      name: `p99 emitted → finalised at ${count(latency.ratePerSecond)} events/s`,
      wanted: `< ${MAX_P99_MS} ms`,
      got: `${latency.p99Ms.toFixed(0)} ms`,
      met: latency.p99Ms < MAX_P99_MS,
      limit: limitOf(latency.usage),
    });
  }
  if (big !== undefined) {
    const { stored, memory, readySeconds } = big;
    const events = `${count(stored)} events${stored < MEANT_EVENTS * 0.9 ? ` (meant for ${count(MEANT_EVENTS)})` : ''}`;
    if (stored >= SETTLED_EVENTS) {
      targets.push({
        name: `memory over ${events}`,
        wanted: 'flat',
        got: memory.flat ? 'flat' : 'not flat',
        met: memory.flat,
        limit: '',
      });
    }
    targets.push({
      name: `ready after SIGKILL with ${events}`,
      wanted: `< ${MAX_READY_SECONDS} s`,
      got: `${readySeconds.toFixed(1)} s`,
      met: readySeconds < MAX_READY_SECONDS,
      limit: '',
    });
  }
  for (const { name, ok } of checksOf(figures)) {
    if (ok === undefined) continue;
    targets.push({
      name: name === 'audit' ? 'audit of what was stored' : 'state equals a single-threaded replay',
      wanted: 'passes',
      got: ok ? 'passes' : 'fails',
      met: ok,
      limit: '',
    });
  }
  return targets;
}

export const bestOf = (throughput: readonly Throughput[]): Throughput | undefined =>
  throughput.reduce<Throughput | undefined>(
    (best, one) => (best === undefined || one.finalisedPerSecond > best.finalisedPerSecond ? one : best),
    undefined,
  );

export const checksOf = ({ throughput = [], big }: IngestFigures): readonly Checked[] => [
  ...throughput.flatMap(({ checked }) => checked),
  ...(big?.checked ?? []),
];

const count = (value: number): string => Math.round(value).toLocaleString('en-US');
