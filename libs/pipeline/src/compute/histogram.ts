/** Upper bounds in milliseconds, three a decade: from what a queue costs at rest to a long computation. */
export const BUCKETS_MS: readonly number[] = [
  0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000,
];

/** What a histogram holds, as JSON. */
export interface HistogramSnapshot {
  readonly count: number;
  readonly sum_ms: number;
  /** Upper bound of each bucket but the last, which has none. */
  readonly bounds_ms: readonly number[];
  /** How many fell into each bucket; not cumulative. */
  readonly counts: readonly number[];
}

/** How often a duration fell between fixed bounds. */
export class Histogram {
  private readonly counts = new Float64Array(BUCKETS_MS.length + 1);
  private count = 0;
  private sumMs = 0;

  record(ms: number): void {
    let bucket = 0;
    while (bucket < BUCKETS_MS.length && ms > (BUCKETS_MS[bucket] as number)) bucket += 1;
    this.counts[bucket] = (this.counts[bucket] as number) + 1;
    this.count += 1;
    this.sumMs += ms;
  }

  snapshot(): HistogramSnapshot {
    return { count: this.count, sum_ms: this.sumMs, bounds_ms: BUCKETS_MS, counts: [...this.counts] };
  }
}

/**
 * The upper bound of the bucket in which a percentile lies; Infinity in the last, undefined without any value.
 *
 * @param percent over 0, up to 100
 */
export function boundOfPercentile(
  { count, counts, bounds_ms }: HistogramSnapshot,
  percent: number,
): number | undefined {
  if (count === 0) return undefined;
  let left = Math.ceil((percent / 100) * count);
  for (const [bucket, inBucket] of counts.entries()) {
    left -= inBucket;
    if (left <= 0) return bounds_ms[bucket] ?? Number.POSITIVE_INFINITY;
  }
  return Number.POSITIVE_INFINITY;
}
