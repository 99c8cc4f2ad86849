export interface ScheduleOptions {
  readonly ratePerSecond: number;
  readonly seconds: number;
  /** Any whole number; the same seed gives the same schedule. */
  readonly seed: number;
}

/**
 * When calls are due, in milliseconds from the start, ascending: a Poisson process, as many callers who know nothing of
 * each other make it. Its gaps are exponential, by inversion: −ln(1 − u) / rate.
 */
export function poissonSchedule({ ratePerSecond, seconds, seed }: ScheduleOptions): Float64Array {
  const random = xorshift32(seed);
  const due: number[] = [];
  for (let at = 0; ; ) {
    at -= (Math.log(1 - random()) / ratePerSecond) * 1000;
    if (at >= seconds * 1000) return Float64Array.from(due);
    due.push(at);
  }
}

/** Numbers from 0 to below 1: Marsaglia's xorshift with the shifts 13, 17, 5 (Journal of Statistical Software 8, 2003). */
function xorshift32(seed: number): () => number {
  // Zero is the one state it never leaves.
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
