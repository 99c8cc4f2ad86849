import { alternate } from '../measure/alternate.js';
import { median } from '../measure/percentile.js';
import type { BenchProcesses, Side } from './bench-processes.js';

export interface ThroughputOptions {
  readonly callers: number;
  readonly rounds: number;
  readonly until: { readonly seconds: number } | { readonly calls: number };
}

export interface SideThroughput {
  /** Medians over the rounds. */
  readonly callsPerSecond: number;
  /** Processor time of the server alone, so that a slow caller does not hide what a server costs. */
  readonly cpuMicrosPerCall: number;
}

export interface Ratio {
  /** service-kit over bare, of the medians. */
  readonly value: number;
  /** The same of single rounds, lowest and highest. */
  readonly min: number;
  readonly max: number;
}

export interface Throughput {
  readonly callers: number;
  readonly bare: SideThroughput;
  readonly kit: SideThroughput;
  readonly ratio: Ratio;
  readonly cpuRatio: Ratio;
}

/** Both sides with so many callers that call again as soon as they have an answer. */
export async function measureThroughput(
  processes: BenchProcesses,
  { callers, rounds, until }: ThroughputOptions,
  onRound: () => void,
): Promise<Throughput> {
  const seen: Record<Side['name'], SideThroughput[]> = { bare: [], kit: [] };
  for (const sides of alternate(processes.bare, processes.kit, rounds)) {
    for (const side of sides) {
      onRound();
      const before = await side.usage({ collectGarbage: false });
      const { calls, seconds } = await processes.closedLoop({ port: side.port, callers, until });
      const after = await side.usage({ collectGarbage: false });
      seen[side.name].push({
        callsPerSecond: calls / seconds,
        cpuMicrosPerCall: (after.cpuMicros - before.cpuMicros) / calls,
      });
    }
  }
  const all = (side: Side['name'], figure: keyof SideThroughput) => seen[side].map((round) => round[figure]);
  const mediansOf = (side: Side['name']): SideThroughput => ({
    callsPerSecond: median(all(side, 'callsPerSecond')),
    cpuMicrosPerCall: median(all(side, 'cpuMicrosPerCall')),
  });
  return {
    callers,
    bare: mediansOf('bare'),
    kit: mediansOf('kit'),
    ratio: ratioOf(all('kit', 'callsPerSecond'), all('bare', 'callsPerSecond')),
    cpuRatio: ratioOf(all('kit', 'cpuMicrosPerCall'), all('bare', 'cpuMicrosPerCall')),
  };
}

/** Of the figures of as many rounds of both sides. */
export function ratioOf(kit: readonly number[], bare: readonly number[]): Ratio {
  const single = kit.map((value, round) => value / (bare[round] ?? Number.NaN));
  return { value: median(kit) / median(bare), min: Math.min(...single), max: Math.max(...single) };
}
