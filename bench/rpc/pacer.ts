import { Worker } from 'node:worker_threads';

/** Tells the time, and when a time has come. */
export interface Pacer {
  /** Milliseconds. */
  now(): number;
  /** Resolves when `now` has reached this time, at once when it has already. One wait at a time. */
  until(atMs: number): Promise<void>;
  close(): Promise<void>;
}

/** Sleeps until the time, in nanoseconds of `process.hrtime`, that it is told through shared memory, and says so; 0: none. */
const SLEEP = `
  const { parentPort, workerData: wish } = require('node:worker_threads');
  const never = new Int32Array(new SharedArrayBuffer(4));
  for (;;) {
    Atomics.wait(wish, 0, 0n);
    for (;;) {
      const leftMs = Number(Atomics.load(wish, 0) - process.hrtime.bigint()) / 1e6;
      if (leftMs <= 0) break;
      Atomics.wait(never, 0, 0, leftMs);
    }
    Atomics.store(wish, 0, 0n);
    parentPort.postMessage(null);
  }`;

/**
 * Sleeps until a call is due, in a thread of its own. A timer of the event loop is late by up to a millisecond, which is
 * the size of a call; asking the clock again and again takes a whole core from the servers that are measured. The thread
 * wakes up within some tenths of a millisecond, and costs what waking two threads costs.
 */
export function startPacer(): Pacer {
  const wish = new BigInt64Array(new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT));
  const thread = new Worker(SLEEP, { eval: true, workerData: wish });
  let come: (() => void) | undefined;
  thread.on('message', () => {
    thread.unref();
    come?.();
  });
  // Nobody waits: the process may end.
  thread.unref();
  const now = (): number => Number(process.hrtime.bigint()) / 1e6;
  return {
    now,
    until: (atMs) =>
      atMs <= now()
        ? Promise.resolve()
        : new Promise((resolve) => {
            come = resolve;
            thread.ref();
            Atomics.store(wish, 0, BigInt(Math.ceil(atMs * 1e6)));
            Atomics.notify(wish, 0);
          }),
    close: async () => {
      await thread.terminate();
    },
  };
}
