import type { Latency } from './measure-latency.js';
import type { MemoryTrend } from './measure-memory.js';
import type { Throughput } from './measure-throughput.js';

const MIN_THROUGHPUT_RATIO = 0.75;
const MAX_P99_RATIO = 1.5;

/** What was measured; parts that were skipped are absent. */
export interface RpcFigures {
  readonly throughput: readonly Throughput[];
  readonly latency?: Latency | undefined;
  readonly memory?: MemoryTrend | undefined;
}

export interface Target {
  readonly name: string;
  readonly wanted: string;
  readonly got: string;
  readonly met: boolean;
}

/** What service-kit may cost, and whether it does. */
export function targetsOf({ throughput, latency, memory }: RpcFigures): readonly Target[] {
  const targets: Target[] = throughput.map(({ callers, ratio }) => ({
    name: `throughput over bare grpc-js, callers: ${callers}`,
    wanted: `≥ ${MIN_THROUGHPUT_RATIO}`,
    got: ratio.value.toFixed(2),
    met: ratio.value >= MIN_THROUGHPUT_RATIO,
  }));
  if (latency) {
    targets.push({
      name: 'p99 over bare grpc-js at equal load',
      wanted: `≤ ${MAX_P99_RATIO}×`,
      got: `${latency.p99Ratio.value.toFixed(2)}×`,
      met: latency.p99Ratio.value <= MAX_P99_RATIO,
    });
  }
  if (memory) {
    targets.push({
      name: 'memory',
      wanted: 'flat',
      got: memory.flat ? 'flat' : 'not flat',
      met: memory.flat,
    });
  }
  return targets;
}
