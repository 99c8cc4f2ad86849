/** What a refusal means; service-kit turns each into one gRPC status. */
export type ErrorKind =
  | 'invalid'
  | 'not-found'
  | 'already-exists'
  | 'precondition'
  | 'unauthenticated'
  | 'forbidden'
  | 'out-of-range'
  | 'overloaded'
  | 'unavailable'
  | 'timeout'
  | 'aborted'
  | 'corrupt';

/** One wrong field of a request: its path in proto field names, and what it takes. */
export interface FieldViolation {
  readonly field: string;
  readonly description: string;
}

export interface DomainErrorDetails {
  /** Text facts about the refusal, shown to callers: never personal data. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Every wrong field, for kind `invalid`. */
  readonly fieldViolations?: readonly FieldViolation[];
  /** When trying again makes sense. */
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/**
 * A refusal that a caller can understand. Everything else that is thrown counts as a fault of ours and is answered as
 * an opaque INTERNAL.
 */
export class DomainError extends Error {
  readonly kind: ErrorKind;
  /** UPPER_SNAKE_CASE, unique in the product, listed in docs/errors.md. */
  readonly reason: string;
  readonly details: DomainErrorDetails;

  constructor(kind: ErrorKind, reason: string, message: string, details: DomainErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.name = 'DomainError';
    this.kind = kind;
    this.reason = reason;
    this.details = details;
  }
}

/** A request with wrong fields, all of them named. */
export function invalidFields(fieldViolations: readonly FieldViolation[]): DomainError {
  const fields = fieldViolations.map(({ field, description }) => `${field}: ${description}`).join('; ');
  return new DomainError('invalid', 'CAMPOS_INVALIDOS', `Campos inválidos: ${fields}`, { fieldViolations });
}
