/** What domain and use cases may stand on: no I/O, no gRPC. */
export { type BackoffOptions, backoffMs, DEFAULT_BACKOFF } from './backoff.js';
export type { Clock, NewId } from './clock.js';
export {
  DomainError,
  type DomainErrorDetails,
  type ErrorKind,
  type FieldViolation,
  invalidFields,
} from './domain-error.js';
export { decodePageToken, encodePageToken, type Page, pageOf, pageSizeOf } from './paging.js';
