import { xorshift32 } from './xorshift32.js';

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
