import type { ServerResponse } from 'node:http';

/** Where a request is answered; with a stream of its own over HTTP/2. */
type Answer = Pick<ServerResponse, 'destroyed' | 'writableEnded' | 'writableFinished' | 'once'> & {
  readonly stream?: { readonly destroyed: boolean };
};

/** Makes the signal of one request. */
export type RequestSignals = (answer: Answer) => AbortSignal;

/**
 * Signals that abort when nobody waits for an answer any more: its caller left before its end, or the gateway has waited
 * long enough.
 *
 * An answer that ended well aborts nothing, for that makes an error with a stack. `stopping` has one listener, not one
 * signal that depends on it for each request: it outlives them all, and would remember them.
 */
export function requestSignals(stopping: AbortSignal): RequestSignals {
  const open = new Set<AbortController>();
  const stop = (): void => {
    for (const one of open) one.abort(stopping.reason);
  };
  stopping.addEventListener('abort', stop, { once: true });
  return (answer) => {
    const waiting = new AbortController();
    if (stopping.aborted) waiting.abort(stopping.reason);
    // Its close is over and will not be told again.
    if (answer.destroyed || answer.stream?.destroyed) waiting.abort();
    if (waiting.signal.aborted) return waiting.signal;
    open.add(waiting);
    answer.once('close', () => {
      open.delete(waiting);
      // Of an HTTP/2 stream that was reset Node says that its answer is finished, though nobody ended it.
      if (!answer.writableEnded || !answer.writableFinished) waiting.abort();
    });
    return waiting.signal;
  };
}
