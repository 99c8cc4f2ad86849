import { alternate } from '../measure/alternate.js';
import { median } from '../measure/percentile.js';
import type { BenchProcesses, SideName } from './bench-processes.js';
import { type Ratio, ratioOf } from './measure-throughput.js';

export interface LatencyOptions {
  /** Offered to both sides. */
  readonly ratePerSecond: number;
  readonly rounds: number;
  readonly seconds: number;
  /** Of the first round; each round has a schedule of its own, the same for both sides. */
  readonly seed: number;
}

export interface SideLatency {
  /** Medians over the rounds, in milliseconds from the time a call was due. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** What of it the caller adds by sending late, 99th percentile. */
  readonly latenessP99Ms: number;
}

export interface Latency {
  readonly ratePerSecond: number;
  readonly bare: SideLatency;
  readonly kit: SideLatency;
  readonly p50Ratio: Ratio;
  readonly p99Ratio: Ratio;
}

/** Both sides under the same offered load, whatever they make of it. */
export async function measureLatency(
  processes: BenchProcesses,
  { ratePerSecond, rounds, seconds, seed }: LatencyOptions,
  onRound: () => void,
): Promise<Latency> {
  const seen: Record<SideName, SideLatency[]> = { bare: [], kit: [] };
  for (const [round, sides] of alternate(processes.bare, processes.kit, rounds).entries()) {
    for (const { name, port } of sides) {
      onRound();
      seen[name].push(await processes.openLoop({ port, ratePerSecond, seconds, seed: seed + round }));
    }
  }
  const all = (side: SideName, figure: keyof SideLatency) => seen[side].map((round) => round[figure]);
  const mediansOf = (side: SideName): SideLatency => ({
    p50Ms: median(all(side, 'p50Ms')),
    p99Ms: median(all(side, 'p99Ms')),
    latenessP99Ms: median(all(side, 'latenessP99Ms')),
  });
  return {
    ratePerSecond,
    bare: mediansOf('bare'),
    kit: mediansOf('kit'),
    p50Ratio: ratioOf(all('kit', 'p50Ms'), all('bare', 'p50Ms')),
    p99Ratio: ratioOf(all('kit', 'p99Ms'), all('bare', 'p99Ms')),
  };
}
