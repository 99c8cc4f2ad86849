import { type Metadata, type ServiceError, status } from '@grpc/grpc-js';

/** What another service answered, or that it did not answer. */
export class RemoteError extends Error {
  /** gRPC status code. */
  readonly code: status;
  /** Name of the service that was called. */
  readonly target: string;
  /** Trailers, with `grpc-status-details-bin` when the other side sent it. */
  readonly metadata: Metadata;

  constructor(target: string, error: ServiceError) {
    super(error.details || error.message, { cause: error });
    this.name = 'RemoteError';
    this.code = error.code;
    this.target = target;
    this.metadata = error.metadata;
  }

  /** True when the service could not be reached or did not answer in time, so that nobody knows its answer. */
  get unreachable(): boolean {
    return this.code === status.UNAVAILABLE || this.code === status.DEADLINE_EXCEEDED;
  }
}
