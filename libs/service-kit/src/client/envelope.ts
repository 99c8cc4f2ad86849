import type { Metadata } from '@grpc/grpc-js';
import type { CallOptions } from './outgoing-call.js';

/** What a call is made with besides its message. */
export interface Envelope {
  readonly metadata: Metadata;
  /** Epoch milliseconds. */
  readonly deadline: number;
  readonly signal: AbortSignal | undefined;
  readonly listeners: Pick<CallOptions, 'onHeaders' | 'onTrailers'>;
}

/** Gives what takes the listener away again. */
export function onAbort(signal: AbortSignal | undefined, listener: () => void): () => void {
  if (signal === undefined) return () => {};
  if (signal.aborted) listener();
  else signal.addEventListener('abort', listener, { once: true });
  return () => signal.removeEventListener('abort', listener);
}
