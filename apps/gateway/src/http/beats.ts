/** An item of a stream, or word that none came for a while. */
export type Beat<T> = { readonly silent: false; readonly item: T } | { readonly silent: true };

export interface Pulse {
  /** Silence before the first item that is told. */
  readonly firstMs: number;
  /** Silence later on that is told. */
  readonly everyMs: number;
}

/** The items of a stream, with word of every silence when a pulse is given. Leaving early leaves the source too. */
export async function* beats<T>(source: AsyncIterable<T>, pulse?: Pulse): AsyncGenerator<Beat<T>> {
  const iterator = source[Symbol.asyncIterator]();
  let silenceMs = pulse?.firstMs;
  try {
    for (;;) {
      const next = iterator.next();
      // A failure while nobody waits is met again by the race below.
      next.catch(() => {});
      while (silenceMs !== undefined && (await isSilent(next, silenceMs))) {
        silenceMs = pulse?.everyMs;
        yield { silent: true };
      }
      const { done, value } = await next;
      if (done) return;
      silenceMs = pulse?.everyMs;
      yield { silent: false, item: value };
    }
  } finally {
    await iterator.return?.();
  }
}

async function isSilent(next: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<true>((resolve) => {
    timer = setTimeout(resolve, ms, true);
  });
  try {
    return await Promise.race([silence, next.then(() => false)]);
  } finally {
    clearTimeout(timer);
  }
}
