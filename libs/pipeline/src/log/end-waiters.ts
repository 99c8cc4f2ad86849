interface Waiter {
  readonly offset: number;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Those who wait for a log to grow. */
export class EndWaiters {
  private readonly waiters = new Set<Waiter>();

  /** Resolves when the end is greater than `offset`, or with the signal. */
  wait(offset: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        offset,
        resolve: () => {
          signal?.removeEventListener('abort', waiter.resolve);
          this.waiters.delete(waiter);
          resolve();
        },
        reject: (error) => {
          signal?.removeEventListener('abort', waiter.resolve);
          reject(error);
        },
      };
      signal?.addEventListener('abort', waiter.resolve);
      this.waiters.add(waiter);
    });
  }

  reached(end: number): void {
    for (const waiter of this.waiters) if (end > waiter.offset) waiter.resolve();
  }

  fail(error: Error): void {
    for (const waiter of this.waiters) waiter.reject(error);
    this.waiters.clear();
  }
}
