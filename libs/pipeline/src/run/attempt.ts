import type { Clock } from '../clock.js';

/** How long to wait before trying again: doubles from `baseMs`, at most `maxMs`. */
export interface Backoff {
  readonly baseMs: number;
  readonly maxMs: number;
}

export const DEFAULT_BACKOFF: Backoff = { baseMs: 10, maxMs: 1_000 };

/** @param attempts how many have failed, from 1 */
export function backoffMs({ baseMs, maxMs }: Backoff, attempts: number): number {
  return Math.min(maxMs, baseMs * 2 ** Math.min(attempts - 1, 30));
}

/** Resolves after so many milliseconds, or when the signal aborts. */
export function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= 0 || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = (): void => {
      cancel();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const cancel = clock.after(ms, end);
    signal.addEventListener('abort', end, { once: true });
  });
}

/** What has not begun after so long never will. */
const LONGEST_START_MS = 60_000;

/**
 * Calls with a signal that aborts after `timeoutMs`, and does not wait longer for the answer. What was called may still be
 * at work after that; it should heed the signal.
 *
 * @param atWorkMs for what is not at work at once: for how long it has been, undefined before. The time is counted from then;
 * what has not begun within a minute is given up
 */
export async function within<T>(
  clock: Clock,
  timeoutMs: number,
  outer: AbortSignal,
  call: (signal: AbortSignal) => T | Promise<T>,
  atWorkMs: () => number | undefined = () => Number.POSITIVE_INFINITY,
): Promise<T> {
  outer.throwIfAborted();
  const inner = new AbortController();
  let giveUp: (error: unknown) => void = () => {};
  const givenUp = new Promise<never>((_, reject) => {
    giveUp = (error) => {
      reject(error);
      inner.abort(error);
    };
  });
  let waitedMs = 0;
  const end = (): void => {
    const spentMs = atWorkMs();
    if (spentMs !== undefined) {
      if (spentMs >= timeoutMs) giveUp(new Error(`no answer within ${timeoutMs} ms`));
      else cancel = clock.after(Math.ceil(timeoutMs - spentMs), end);
      return;
    }
    waitedMs += timeoutMs;
    if (waitedMs >= LONGEST_START_MS) giveUp(new Error(`not begun within ${waitedMs} ms`));
    else cancel = clock.after(timeoutMs, end);
  };
  let cancel = clock.after(timeoutMs, end);
  const stop = (): void => giveUp(outer.reason);
  outer.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([call(inner.signal), givenUp]);
  } finally {
    cancel();
    outer.removeEventListener('abort', stop);
  }
}
