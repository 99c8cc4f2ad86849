import type { Metadata } from '@grpc/grpc-js';
import { Waiter } from '../lifecycle/waiter.js';
import type { CallOptions } from './outgoing-call.js';

/** What a call is made with besides its message. */
export interface Envelope {
  readonly metadata: Metadata;
  /** Epoch milliseconds. */
  readonly deadline: number;
  /** Who gives the call up. */
  readonly waiter: AbortSignal | Waiter | undefined;
  readonly listeners: Pick<CallOptions, 'onHeaders' | 'onTrailers'>;
}

export const hasLeft = (waiter: Envelope['waiter']): boolean =>
  waiter instanceof Waiter ? waiter.left : waiter?.aborted === true;

/** Calls when the call is given up, at once if it was. Gives what takes the listener away again. */
export function onLeft(waiter: Envelope['waiter'], listener: () => void): () => void {
  if (waiter === undefined) return () => {};
  if (waiter instanceof Waiter) return waiter.onLeft(listener);
  if (waiter.aborted) listener();
  else waiter.addEventListener('abort', listener, { once: true });
  return () => waiter.removeEventListener('abort', listener);
}
