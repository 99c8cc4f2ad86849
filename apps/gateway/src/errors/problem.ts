import { STATUS_CODES } from 'node:http';
import type { Any } from '@trilha/proto-gen/any';
import { BadRequest } from '@trilha/proto-gen/rpc';
import type { FieldViolation } from '@trilha/service-kit/base';
import { reasonOf } from './error-body.js';
import type { Failure } from './failure.js';

export const PROBLEM_TYPE = 'application/problem+json';

/** An error as RFC 9457 has it, with what Trilha tells besides. */
export interface Problem {
  /** Always `about:blank`: the status and `reason` say what it is. */
  readonly type: string;
  /** The phrase of the status. */
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** Stable, listed in docs/errors.md. */
  readonly reason?: string;
  /** Every wrong field. */
  readonly violations?: readonly FieldViolation[];
}

export function problemOf({ httpStatus, message, details }: Failure): Problem {
  const reason = reasonOf(details);
  const violations = violationsIn(details);
  return {
    type: 'about:blank',
    title: PHRASES[httpStatus] ?? STATUS_CODES[httpStatus] ?? 'Error',
    status: httpStatus,
    detail: message,
    ...(reason !== undefined && { reason }),
    ...(violations.length > 0 && { violations }),
  };
}

/** Of statuses that Node has no phrase for. */
const PHRASES: Readonly<Record<number, string>> = { 499: 'Client Closed Request' };

function violationsIn(details: readonly Any[]): FieldViolation[] {
  const found = details.find(({ typeUrl }) => typeUrl.endsWith('/google.rpc.BadRequest'));
  if (found === undefined) return [];
  try {
    const { fieldViolations } = BadRequest.decode(found.value);
    return fieldViolations.map(({ field, description }) => ({ field, description }));
  } catch {
    return [];
  }
}
