import { createContextKey, type HandlerContext } from '@connectrpc/connect';
import type { TraceContext } from '@trilha/service-kit';
import type { Failure } from '../errors/failure.js';

/** The HTTP request that brought a call. */
export interface HttpCall {
  readonly correlationId: string;
  readonly trace: TraceContext | undefined;
  /** Why the edge lets it in no further; undefined when it does. Answered as the protocol of the call has it. */
  readonly refusal: unknown;
  /** Told of a failure before its caller is; the cause is what was thrown. */
  noteFailure(failure: Failure, cause: unknown): void;
}

export const HTTP_CALL = createContextKey<HttpCall | undefined>(undefined);

/** @throws Error where a call came without its HTTP request: a fault of ours */
export function httpCallOf({ values }: HandlerContext): HttpCall {
  const call = values.get(HTTP_CALL);
  if (call === undefined) throw new Error('a call without its HTTP request');
  return call;
}
