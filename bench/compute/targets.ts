import type { Rate, Rates } from './measure-rates.js';

export interface Target {
  readonly name: string;
  readonly wanted: string;
  readonly got: string;
  readonly met: boolean;
  /** What the machine itself can do, where that is part of the answer; else empty. */
  readonly limit: string;
}

/** By length of a task: the share of as many bare loops as there are workers. */
const LEAST_SHARE: Readonly<Record<number, number>> = { 10: 0.95, 1: 0.85 };

/** What the compute pool has to reach, and whether it does; lengths that nobody asked for have no target. */
export const targetsOf = (rates: readonly Rates[], workers: number): readonly Target[] =>
  rates.flatMap(({ taskMs, sides }) => {
    const least = LEAST_SHARE[taskMs];
    const shares = (['pool', 'tcp'] as const).map((name) => ({
      name: `${name}, ${taskMs} ms tasks, share of ${workers} × one loop`,
      wanted: `≥ ${least}`,
      got: sides[name].share.toFixed(3),
      met: sides[name].share >= (least ?? 0),
      limit: limitOf(sides.loops, sides[name]),
    }));
    const peers = (['workerpool', 'process'] as const).map((peer) => ({
      name: `pool over ${peer}, ${taskMs} ms tasks`,
      wanted: '≥ 1',
      got: (sides.pool.perSecond / sides[peer].perSecond).toFixed(2),
      met: sides.pool.perSecond >= sides[peer].perSecond,
      limit: '',
    }));
    return [...(least === undefined ? [] : shares), ...peers];
  });

const limitOf = (loops: Rate, { ofLoops }: Rate): string =>
  `bare loops at once: ${loops.share.toFixed(3)}` +
  (ofLoops === null ? '' : `; of these ${ofLoops.median.toFixed(3)}`);
