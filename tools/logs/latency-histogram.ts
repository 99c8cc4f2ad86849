/** Buckets of each power of two: a value is told at most 1/64 of itself off, that is 1.6 %. */
const PER_OCTAVE = 32;
const OCTAVES = 44;

/**
 * Counts durations in buckets that grow with them, so that a percentile of any number of calls needs the same memory
 * (10 KiB) and is off by the same share, as HdrHistogram does (G. Tene, hdrhistogram.org). From 1 µs to half a year.
 */
export class LatencyHistogram {
  private readonly counts = new Float64Array(PER_OCTAVE * OCTAVES);
  count = 0;
  sumMs = 0;
  maxMs = 0;

  record(ms: number): void {
    const value = ms > 0 ? ms : 0;
    this.count += 1;
    this.sumMs += value;
    if (value > this.maxMs) this.maxMs = value;
    const bucket = bucketOf(value);
    this.counts[bucket] = (this.counts[bucket] ?? 0) + 1;
  }

  /**
   * The nearest-rank percentile in milliseconds, off by 1.6 % at most; NaN without any value.
   *
   * @param percent over 0, up to 100
   */
  percentile(percent: number): number {
    if (this.count === 0) return Number.NaN;
    let left = Math.ceil((percent / 100) * this.count);
    for (let bucket = 0; bucket < this.counts.length; bucket += 1) {
      left -= this.counts[bucket] ?? 0;
      if (left <= 0) return Math.min(middleMsOf(bucket), this.maxMs);
    }
    return this.maxMs;
  }
}

function bucketOf(ms: number): number {
  const micros = Math.max(1, ms * 1_000);
  const octave = Math.floor(Math.log2(micros));
  const within = Math.floor((micros / 2 ** octave - 1) * PER_OCTAVE);
  const bucket = octave * PER_OCTAVE + Math.min(PER_OCTAVE - 1, Math.max(0, within));
  return Math.min(PER_OCTAVE * OCTAVES - 1, bucket);
}

function middleMsOf(bucket: number): number {
  const octave = Math.floor(bucket / PER_OCTAVE);
  return (2 ** octave * (1 + ((bucket % PER_OCTAVE) + 0.5) / PER_OCTAVE)) / 1_000;
}
