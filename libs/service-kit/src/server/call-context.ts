import { AsyncLocalStorage } from 'node:async_hooks';
import type { Metadata } from '@grpc/grpc-js';
import type { Logger } from '../log/logger.js';

/** One incoming call, as handlers see it. */
export interface CallContext {
  /** Full method path. */
  readonly method: string;
  /** Aborted when the caller goes away or its deadline passes. */
  readonly signal: AbortSignal;
  /** When the caller stops waiting; undefined when it waits for ever. */
  readonly deadline: Date | undefined;
  readonly metadata: Metadata;
  readonly correlationId: string;
  readonly log: Logger;
  /** Sends headers before the first message. */
  sendHeaders(metadata: Metadata): void;
}

const current = new AsyncLocalStorage<CallContext>();

/** The call being served where this is asked, so that clients can keep within its deadline. */
export const currentCall = (): CallContext | undefined => current.getStore();

export const runInCall = <T>(context: CallContext, work: () => T): T => current.run(context, work);
