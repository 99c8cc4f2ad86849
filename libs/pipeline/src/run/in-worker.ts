/** What a thread is given: events of one node in the order of the log. */
export interface WorkerTask {
  readonly inputs: readonly unknown[];
  readonly offsets: readonly number[];
  readonly attempts: number;
  /** Shared with who waits: when a thread began, by the monotonic clock in ns; 0 before. */
  readonly begun: BigInt64Array;
}

/** What it gives back: a value for each input, and which of them failed for good. */
export interface WorkerResult {
  readonly values: readonly unknown[];
  readonly failures: readonly WorkerFailure[];
}

export interface WorkerFailure {
  readonly at: number;
  readonly reason: string;
  readonly attempts: number;
}

/**
 * Makes the default export of a worker file out of a handler. Inputs and results cross by structured clone. The handler
 * is stateless; it throws as any handler does, and is tried again at once, so that the order of a key is kept.
 *
 * ```ts
 * export default inWorker((texto: string) => texto.toUpperCase());
 * ```
 */
export function inWorker<In, Out>(
  handle: (input: In, context: { readonly offset: number }) => Out | undefined | Promise<Out | undefined>,
): (task: WorkerTask) => Promise<WorkerResult> {
  return async ({ inputs, offsets, attempts: allowed, begun }) => {
    Atomics.store(begun, 0, process.hrtime.bigint());
    const values: unknown[] = [];
    const failures: WorkerFailure[] = [];
    for (const [at, input] of inputs.entries()) {
      for (let attempts = 1; ; attempts++) {
        try {
          values[at] = await handle(input as In, { offset: offsets[at] ?? -1 });
          break;
        } catch (error) {
          // By name: the thread may have loaded another copy of the class.
          const rejected = error instanceof Error && error.name === 'Reject';
          if (attempts < allowed && !rejected) continue;
          values[at] = undefined;
          failures.push({ at, reason: error instanceof Error ? error.message : String(error), attempts });
          break;
        }
      }
    }
    return { values, failures };
  };
}
