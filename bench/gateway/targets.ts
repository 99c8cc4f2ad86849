import { type Ratio, ratioOf } from '../rpc/measure-throughput.js';
import type { SideName } from './gateway-processes.js';
import { figuresOf, type Latency, medianOf, type Rounds, type Throughput } from './measure-sides.js';

const MIN_OVER_HAND_WRITTEN = 0.9;
const MIN_OVER_NEST = 1;
const MIN_OVER_HOP = 0.8;
const MAX_ADDED_P50_MS = 0.5;

export interface GatewayFigures {
  readonly throughput: Rounds<Throughput>;
  /** What all sides were offered in the latency part. */
  readonly ratePerSecond: number;
  readonly latency: Rounds<Latency>;
}

export interface Target {
  readonly name: string;
  readonly wanted: string;
  readonly got: string;
  readonly verdict: 'met' | 'missed' | 'not measured';
}

/** What the gateway may cost, and whether it does. */
export function targetsOf({ throughput, latency }: GatewayFigures): readonly Target[] {
  const atLeast = (name: string, side: SideName, over: SideName, least: number): Target => {
    const wanted = least === MIN_OVER_NEST ? `> ${least}` : `≥ ${least}`;
    if (!throughput.has(over)) return { name, wanted, got: '–', verdict: 'not measured' };
    const ratio = ratioOf(
      figuresOf(throughput, side, 'requestsPerSecond'),
      figuresOf(throughput, over, 'requestsPerSecond'),
    );
    const met = least === MIN_OVER_NEST ? ratio.value > least : ratio.value >= least;
    return { name, wanted, got: spread(ratio), verdict: met ? 'met' : 'missed' };
  };
  const addedMs = medianOf(latency, 'gateway', 'p50Ms') - medianOf(latency, 'direct', 'p50Ms');
  return [
    atLeast('REST requests/s over the hand-written route', 'gateway', 'hand-written', MIN_OVER_HAND_WRITTEN),
    atLeast('REST requests/s over NestJS', 'gateway', 'nest', MIN_OVER_NEST),
    {
      name: 'p50 that REST adds to the direct call',
      wanted: `< ${MAX_ADDED_P50_MS} ms`,
      got: `${addedMs.toFixed(2)} ms`,
      verdict: addedMs < MAX_ADDED_P50_MS ? 'met' : 'missed',
    },
    atLeast('native requests/s over a bare grpc-js hop', 'native', 'hop', MIN_OVER_HOP),
  ];
}

/** Ratio of the medians, and the lowest and highest of single rounds. */
const spread = ({ value, min, max }: Ratio): string =>
  `${value.toFixed(2)} (${min.toFixed(2)}–${max.toFixed(2)})`;
