import type { Pacer } from './pacer.js';

export interface OpenLoopTimes {
  /** From when a call was due to its answer. */
  readonly latencies: Float64Array;
  /** From when a call was due to its sending: what the caller itself adds to its latency. */
  readonly lateness: Float64Array;
}

/**
 * Makes each call when it is due, however many are still open, and returns how long each took from the time it was
 * *due*. A sender that falls behind, or a server that makes it, shows in the latencies of all calls that had to wait
 * (no coordinated omission).
 *
 * @param due milliseconds from the start, ascending
 * @returns both in milliseconds, in the order of the schedule
 */
export async function openLoop(
  call: () => Promise<void>,
  due: Float64Array,
  { now, until }: Pick<Pacer, 'now' | 'until'>,
): Promise<OpenLoopTimes> {
  const latencies = new Float64Array(due.length);
  const lateness = new Float64Array(due.length);
  const open: Promise<void>[] = [];
  const startedAt = now();
  const send = async (index: number, dueAt: number): Promise<void> => {
    lateness[index] = now() - startedAt - dueAt;
    await call();
    latencies[index] = now() - startedAt - dueAt;
  };
  for (const [index, dueAt] of due.entries()) {
    if (dueAt > now() - startedAt) await until(startedAt + dueAt);
    open.push(send(index, dueAt));
  }
  await Promise.all(open);
  return { latencies, lateness };
}
