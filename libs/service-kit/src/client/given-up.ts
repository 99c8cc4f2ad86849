import { Metadata, type ServiceError, status } from '@grpc/grpc-js';

/** What a call failed with on our side of the wire, so that it says nothing of the service; its caller gets the cause. */
export class OurFault extends Error {
  constructor(cause: unknown) {
    super('the call failed on our side', { cause });
    this.name = 'OurFault';
  }
}

/** The failure of a call that its caller gave up. */
export const cancelled = (): ServiceError => failure(status.CANCELLED, 'Cancelled on client');

/** The failure of a call whose time is over. */
export const outOfTime = (): ServiceError => failure(status.DEADLINE_EXCEEDED, 'Deadline exceeded');

/** The failure of a call with a message that no service would take. */
export const tooLarge = (bytes: number, most: number): ServiceError =>
  failure(status.RESOURCE_EXHAUSTED, `Message of ${bytes} bytes, at most ${most} are sent`);

/** A failure of the shape that grpc-js gives its own. */
export function failure(code: status, details: string, metadata = new Metadata()): ServiceError {
  return Object.assign(new Error(`${code} ${status[code]}: ${details}`), { code, details, metadata });
}
