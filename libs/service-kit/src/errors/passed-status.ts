import type { Metadata, status } from '@grpc/grpc-js';

/**
 * A status to be answered exactly as it is, trailers too: for servers that pass calls on and have no say in how they
 * end. The message of the error is that of the status.
 */
export class PassedStatus extends Error {
  constructor(
    readonly code: status,
    message: string,
    readonly metadata: Metadata,
  ) {
    super(message);
    this.name = 'PassedStatus';
  }
}
