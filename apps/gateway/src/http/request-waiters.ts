import type { ServerResponse } from 'node:http';
import { Waiter } from '@trilha/service-kit';

/** Where a request is answered; with a stream of its own over HTTP/2. */
type Answer = Pick<ServerResponse, 'destroyed' | 'writableEnded' | 'writableFinished' | 'once'> & {
  readonly stream?: { readonly destroyed: boolean };
};

/** Makes the waiter of one request. */
export type RequestWaiters = (answer: Answer) => Waiter;

/**
 * Those who wait for answers: they leave when their caller does before the answer's end, or when the gateway has waited
 * long enough. An answer that ended well keeps them for ever.
 */
export function requestWaiters(stopping: AbortSignal): RequestWaiters {
  const open = new Set<Waiter>();
  const stop = (): void => {
    for (const one of open) one.leave();
  };
  stopping.addEventListener('abort', stop, { once: true });
  return (answer) => {
    const waiter = new Waiter();
    // The close of an answer that is destroyed is over and will not be told again.
    if (stopping.aborted || answer.destroyed || answer.stream?.destroyed) {
      waiter.leave();
      return waiter;
    }
    open.add(waiter);
    answer.once('close', () => {
      open.delete(waiter);
      // Of an HTTP/2 stream that was reset Node says that its answer is finished, though nobody ended it.
      if (!answer.writableEnded || !answer.writableFinished) waiter.leave();
    });
    return waiter;
  };
}
