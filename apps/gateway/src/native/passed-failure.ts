import { Metadata } from '@grpc/grpc-js';
import { Status } from '@trilha/proto-gen/rpc';
import { CORRELATION_HEADER, PassedStatus, RemoteError } from '@trilha/service-kit';
import { toFailure } from '../errors/failure.js';
import { passedOn } from '../upstream/passed-metadata.js';

const DETAILS_KEY = 'grpc-status-details-bin';

/**
 * What the caller of a forwarded call is told of its failure: the status of the service with its message, details and
 * trailers as they came. Where the gateway speaks for the service, in the same words as over REST: a fault of the
 * service is opaque, and one that is not reached is named without its address.
 *
 * @returns what to throw
 */
export function passedFailure(error: unknown, correlationId: string): unknown {
  if (!(error instanceof RemoteError)) return error;
  const { code, message, details } = toFailure(error);
  const asItCame = message === error.message;
  const opaque = !asItCame && details.length === 0;
  const metadata = opaque ? new Metadata() : passedOn(error.metadata);
  metadata.set(CORRELATION_HEADER, correlationId);
  if (asItCame) {
    for (const value of error.metadata.get(DETAILS_KEY)) metadata.add(DETAILS_KEY, value);
  } else if (!opaque) {
    metadata.set(DETAILS_KEY, Buffer.from(Status.encode({ code, message, details: [...details] }).finish()));
  }
  return new PassedStatus(code, message, metadata);
}
