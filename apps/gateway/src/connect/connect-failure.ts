import { Code, ConnectError, type HandlerContext } from '@connectrpc/connect';
import { Metadata, status } from '@grpc/grpc-js';
import { RemoteError } from '@trilha/service-kit';
import { toFailure } from '../errors/failure.js';
import { addHeaders } from './header-metadata.js';
import { httpCallOf } from './http-call.js';

/**
 * A failure as Connect and gRPC-Web tell it: code, message and details as over REST, with the trailers of the service. A
 * request that can't be read is told in the words of the reader.
 */
export function connectFailure(error: unknown, context: HandlerContext, target: string): ConnectError {
  const cause = causeOf(error, context, target);
  if (cause instanceof ConnectError) return cause;
  const failure = toFailure(cause);
  httpCallOf(context).noteFailure(failure, cause);
  // The codes of Connect are those of gRPC.
  const answer = new ConnectError(failure.message, failure.code as number as Code);
  answer.details = failure.details.map(({ typeUrl, value }) => ({
    type: typeUrl.slice(typeUrl.lastIndexOf('/') + 1),
    value: new Uint8Array(value),
  }));
  const isOpaque = failure.code === status.INTERNAL || failure.code === status.UNKNOWN;
  if (cause instanceof RemoteError && !isOpaque) addHeaders(answer.metadata, cause.metadata);
  return answer;
}

/** A call that we cancelled ended for the reason why we did. */
function causeOf(error: unknown, { signal }: HandlerContext, target: string): unknown {
  const cancelled = error instanceof RemoteError && error.code === status.CANCELLED && signal.aborted;
  if (!cancelled || !(signal.reason instanceof ConnectError)) return error;
  return signal.reason.code === Code.DeadlineExceeded ? timedOut(target) : signal.reason;
}

function timedOut(target: string): RemoteError {
  const late = { code: status.DEADLINE_EXCEEDED, details: '', metadata: new Metadata() };
  return new RemoteError(target, Object.assign(new Error(), late));
}
