export interface Pacer {
  /** Milliseconds. */
  now(): number;
  /** Runs it soon, after the system had its turn. */
  soon(work: () => void): void;
}

/** Asks again and again instead of sleeping: a timer is late by up to a millisecond, which is the size of a call. */
const realPacer: Pacer = { now: () => performance.now(), soon: setImmediate };

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
  { now, soon }: Pacer = realPacer,
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
  await new Promise<void>((resolve) => {
    const turn = (): void => {
      for (let dueAt = due[open.length]; dueAt !== undefined; dueAt = due[open.length]) {
        if (dueAt > now() - startedAt) {
          soon(turn);
          return;
        }
        open.push(send(open.length, dueAt));
      }
      resolve();
    };
    turn();
  });
  await Promise.all(open);
  return { latencies, lateness };
}
