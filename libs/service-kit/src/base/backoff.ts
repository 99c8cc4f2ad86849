export interface BackoffOptions {
  /** Longest wait after the first failure. */
  readonly baseMs: number;
  /** Longest wait ever. */
  readonly maxMs: number;
}

export const DEFAULT_BACKOFF: BackoffOptions = { baseMs: 1_000, maxMs: 10 * 60_000 };

/**
 * How long to wait after a failed attempt: exponential, with full jitter, so that many failures of one moment do not come
 * back in one moment. Formula: M. Brooker, "Exponential Backoff And Jitter" (AWS Architecture Blog, 2015):
 * random between 0 and min(max, base · 2^(attempt − 1)).
 *
 * @param attempt 1 for the first failure
 * @param random 0 up to, and without, 1
 * @param notBeforeMs what the other side asked for, such as Retry-After; the wait is never shorter
 */
export function backoffMs(
  attempt: number,
  random: number,
  notBeforeMs = 0,
  { baseMs, maxMs }: BackoffOptions = DEFAULT_BACKOFF,
): number {
  const ceiling = Math.min(maxMs, baseMs * 2 ** Math.min(attempt - 1, 30));
  return Math.max(Math.round(random * ceiling), Math.min(notBeforeMs, maxMs));
}
