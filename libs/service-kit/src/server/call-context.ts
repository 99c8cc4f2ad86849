import { AsyncLocalStorage } from 'node:async_hooks';
import type { Metadata } from '@grpc/grpc-js';
import type { Caller } from '../access/caller.js';
import type { Waiter } from '../lifecycle/waiter.js';
import type { Logger } from '../log/logger.js';
import type { TraceContext } from '../tracing/trace-context.js';

/** One incoming call, as handlers see it. */
export interface CallContext {
  /** Full method path. */
  readonly method: string;
  /** Aborted when the caller goes away, its deadline passes or the server gives the call up. */
  readonly signal: AbortSignal;
  /** Leaves when `signal` aborts; cheaper than the signal, which is made only when it is asked for. */
  readonly waiter: Waiter;
  /** Aborted when the server begins to close: a stream that waits for news should end then. */
  readonly closing: AbortSignal;
  /** When the caller stops waiting; undefined when it waits for ever. */
  readonly deadline: Date | undefined;
  readonly metadata: Metadata;
  readonly correlationId: string;
  /** Place in the trace; calls made on behalf of this one hang below it. */
  readonly trace: TraceContext | undefined;
  /** Who calls, by verified tokens. */
  readonly caller: Caller;
  readonly log: Logger;
  /**
   * Refuses unless the caller may act on what belongs to one of these users. A method whose rule says `own_stored` must
   * ask this before it changes or tells anything; the server withholds the answer of one that did not.
   *
   * @throws DomainError kind `forbidden`
   */
  requireOwner(...idsUsuario: readonly string[]): void;
  /** Sends headers before the first message. */
  sendHeaders(metadata: Metadata): void;
  /** Sent with the status when the call succeeds. */
  setTrailers(metadata: Metadata): void;
}

const current = new AsyncLocalStorage<CallContext>();

/** The call being served where this is asked, so that clients can keep within its deadline. */
export const currentCall = (): CallContext | undefined => current.getStore();

export const runInCall = <T>(context: CallContext, work: () => T): T => current.run(context, work);
