import { alternate } from '../measure/alternate.js';
import { median } from '../measure/percentile.js';
import type { Side, SideName } from './gateway-processes.js';

/** Figures of each side, one of each round, in the order of the rounds. */
export type Rounds<Figures> = ReadonlyMap<SideName, readonly Figures[]>;

export interface Throughput {
  readonly requestsPerSecond: number;
  /** Processor time of the server under test. */
  readonly cpuMicrosPerRequest: number;
  /** Processor time of the load generator over the time that passed: at 1 it could do no more. */
  readonly callerCores: number;
}

export interface Latency {
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** What of it the caller adds by sending late, 99th percentile. */
  readonly latenessP99Ms: number;
}

export interface RoundOptions {
  readonly rounds: number;
  readonly seconds: number;
}

/** Every side with so many callers that call again as soon as they have an answer. */
export const measureThroughput = (
  sides: readonly Side[],
  { callers, rounds, seconds }: RoundOptions & { readonly callers: number },
  onTurn: (side: SideName) => void,
): Promise<Rounds<Throughput>> =>
  inTurns(sides, rounds, async (side) => {
    onTurn(side.name);
    const before = await side.cpuMicros();
    const done = await side.closedLoop({ callers, until: { seconds } });
    const after = await side.cpuMicros();
    return {
      requestsPerSecond: done.calls / done.seconds,
      cpuMicrosPerRequest: (after - before) / done.calls,
      callerCores: done.cpuMicros / 1e6 / done.seconds,
    };
  });

/** Every side under the same offered load; each round has a schedule of its own, the same for all sides. */
export const measureLatency = (
  sides: readonly Side[],
  options: RoundOptions & { readonly ratePerSecond: number; readonly seed: number },
  onTurn: (side: SideName) => void,
): Promise<Rounds<Latency>> => {
  const { rounds, seconds, ratePerSecond, seed } = options;
  return inTurns(sides, rounds, async (side, round) => {
    onTurn(side.name);
    const { p50Ms, p99Ms, latenessP99Ms } = await side.openLoop({
      ratePerSecond,
      seconds,
      seed: seed + round,
    });
    return { p50Ms, p99Ms, latenessP99Ms };
  });
};

/** All sides in a row, and back in the next round. */
async function inTurns<Figures>(
  sides: readonly Side[],
  rounds: number,
  measure: (side: Side, round: number) => Promise<Figures>,
): Promise<Rounds<Figures>> {
  const seen = new Map<SideName, Figures[]>(sides.map(({ name }) => [name, []]));
  for (const [round, [order]] of alternate(sides, [...sides].reverse(), rounds).entries()) {
    for (const side of order) seen.get(side.name)?.push(await measure(side, round));
  }
  return seen;
}

/** One figure of a side in each round; empty for a side that was not measured. */
export const figuresOf = <Figures>(
  all: Rounds<Figures>,
  side: SideName,
  figure: keyof Figures,
): readonly number[] => (all.get(side) ?? []).map((round) => Number(round[figure]));

/** The median over the rounds. */
export const medianOf = <Figures>(all: Rounds<Figures>, side: SideName, figure: keyof Figures): number =>
  median(figuresOf(all, side, figure));
