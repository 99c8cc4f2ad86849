import { LATENCY_BUCKETS } from './method-meter.js';
import type { Span } from './recent-window.js';

/** Calls since the process began. */
export interface Totals {
  readonly calls: number;
  readonly faults: number;
  /** By the first bucket of LATENCY_BUCKETS they fit in, not cumulative; the last is beyond all. */
  readonly buckets: ArrayLike<number>;
}

export interface Traffic {
  readonly callsPerSecond: number;
  /** 0 to 1. */
  readonly errorShare: number;
  /** Undefined without calls. */
  readonly p99Ms: number | undefined;
  readonly windowSeconds: number;
}

/** The statuses that are a fault of the server; the others are answers. OpenTelemetry semantic conventions for gRPC. */
export const FAULT_CODES: ReadonlySet<string> = new Set([
  'UNKNOWN',
  'DEADLINE_EXCEEDED',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
]);

/** Calls by which a service is watched: they would make an idle one look busy. */
export const isHousekeeping = (service: string, method: string): boolean =>
  service.startsWith('grpc.') || method === 'GetStatus';

export function trafficOf({ before, now, seconds }: Span<Totals>): Traffic {
  const calls = Math.max(0, now.calls - before.calls);
  const faults = Math.max(0, now.faults - before.faults);
  const buckets = Array.from(now.buckets, (count, i) => Math.max(0, count - (before.buckets[i] ?? 0)));
  const p99 = quantileOfBuckets(buckets, LATENCY_BUCKETS, 0.99);
  return {
    callsPerSecond: seconds > 0 ? calls / seconds : 0,
    errorShare: calls > 0 ? faults / calls : 0,
    p99Ms: p99 === undefined ? undefined : p99 * 1_000,
    windowSeconds: seconds,
  };
}

/**
 * A quantile of a histogram, as Prometheus' `histogram_quantile` tells it: within its bucket the values are taken to lie
 * evenly; beyond the last bound it is that bound.
 *
 * @param counts not cumulative, one more than there are bounds
 * @param bounds upper bounds, ascending
 * @returns in the unit of the bounds; undefined without any value
 */
export function quantileOfBuckets(
  counts: readonly number[],
  bounds: readonly number[],
  quantile: number,
): number | undefined {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total <= 0) return undefined;
  let left = quantile * total;
  for (const [i, count] of counts.entries()) {
    if (left > count) {
      left -= count;
      continue;
    }
    const upper = bounds[i];
    if (upper === undefined) break;
    const lower = bounds[i - 1] ?? 0;
    return count === 0 ? upper : lower + (upper - lower) * (left / count);
  }
  return bounds.at(-1);
}
