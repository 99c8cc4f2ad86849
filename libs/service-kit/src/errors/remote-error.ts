import { Metadata, type ServiceError, status } from '@grpc/grpc-js';

/** What another service answered, or that it did not answer. */
export class RemoteError extends Error {
  /** gRPC status code. */
  readonly code: status;
  /** Name of the service that was called. */
  readonly target: string;
  /** Trailers, with `grpc-status-details-bin` when the other side sent it. */
  readonly metadata: Metadata;

  /** When trying again makes sense, if we know it ourselves. */
  readonly retryAfterMs: number | undefined;

  constructor(target: string, error: ServiceError, retryAfterMs?: number) {
    super(error.details || error.message, { cause: error });
    this.name = 'RemoteError';
    this.code = error.code;
    this.target = target;
    this.metadata = error.metadata;
    this.retryAfterMs = retryAfterMs;
  }

  /** The circuit breaker is open: the service was not even asked. */
  static leftAlone(target: string, retryAfterMs: number): RemoteError {
    const details = `o disjuntor de ${target} está aberto`;
    const error = Object.assign(new Error(details), {
      code: status.UNAVAILABLE,
      details,
      metadata: new Metadata(),
    });
    return new RemoteError(target, error, retryAfterMs);
  }

  static isServiceError(error: unknown): error is ServiceError {
    return (
      error instanceof Error && 'code' in error && 'metadata' in error && error.metadata instanceof Metadata
    );
  }

  /** True when the service could not be reached or did not answer in time, so that nobody knows its answer. */
  get unreachable(): boolean {
    return this.code === status.UNAVAILABLE || this.code === status.DEADLINE_EXCEEDED;
  }
}
