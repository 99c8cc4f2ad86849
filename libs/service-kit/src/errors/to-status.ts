import { Metadata, status } from '@grpc/grpc-js';
import type { Any } from '@trilha/proto-gen/any';
import { BadRequest, ErrorInfo, RetryInfo, Status } from '@trilha/proto-gen/rpc';
import { DomainError, type ErrorKind } from '../base/index.js';
import { fittingFacts, fittingMessage, fittingViolations } from './fit-headers.js';
import { PassedStatus } from './passed-status.js';
import { RemoteError } from './remote-error.js';

/** The `domain` of every ErrorInfo that Trilha makes. */
export const ERROR_DOMAIN = 'trilha';
const DETAILS_KEY = 'grpc-status-details-bin';

const STATUS_OF_KIND: Record<ErrorKind, status> = {
  invalid: status.INVALID_ARGUMENT,
  'not-found': status.NOT_FOUND,
  'already-exists': status.ALREADY_EXISTS,
  precondition: status.FAILED_PRECONDITION,
  unauthenticated: status.UNAUTHENTICATED,
  forbidden: status.PERMISSION_DENIED,
  'out-of-range': status.OUT_OF_RANGE,
  overloaded: status.RESOURCE_EXHAUSTED,
  unavailable: status.UNAVAILABLE,
  timeout: status.DEADLINE_EXCEEDED,
  aborted: status.ABORTED,
  corrupt: status.DATA_LOSS,
};

/** Statuses of another service that mean the same to our own caller, so they pass with message and details. */
const PASSED_ON = new Set([
  status.INVALID_ARGUMENT,
  status.NOT_FOUND,
  status.ALREADY_EXISTS,
  status.FAILED_PRECONDITION,
  status.OUT_OF_RANGE,
  status.UNAUTHENTICATED,
  status.PERMISSION_DENIED,
  status.RESOURCE_EXHAUSTED,
  status.ABORTED,
]);

/** A gRPC status ready to be sent. */
export interface StatusAnswer {
  readonly code: status;
  readonly details: string;
  readonly metadata: Metadata;
  /** True for a fault of ours: the caller gets an opaque INTERNAL, the log the cause. */
  readonly unexpected: boolean;
}

/** The one place where something thrown becomes a gRPC status. */
export function toStatus(error: unknown): StatusAnswer {
  if (error instanceof DomainError) return fromDomain(error);
  if (error instanceof RemoteError) return fromRemote(error);
  if (error instanceof PassedStatus) {
    return { code: error.code, details: error.message, metadata: error.metadata, unexpected: false };
  }
  if ((error as { readonly name?: unknown } | undefined | null)?.name === 'AbortError') {
    return {
      code: status.CANCELLED,
      details: 'Chamada cancelada',
      metadata: new Metadata(),
      unexpected: false,
    };
  }
  return { code: status.INTERNAL, details: 'Erro interno', metadata: new Metadata(), unexpected: true };
}

function fromDomain(error: DomainError): StatusAnswer {
  const code = STATUS_OF_KIND[error.kind];
  const { metadata = {}, fieldViolations, retryAfterMs } = error.details;
  const details = [
    pack(
      'ErrorInfo',
      ErrorInfo.encode({
        reason: error.reason,
        domain: ERROR_DOMAIN,
        metadata: fittingFacts(metadata),
      }).finish(),
    ),
  ];
  if (fieldViolations !== undefined) {
    const fitting = { fieldViolations: fittingViolations(fieldViolations) };
    details.push(pack('BadRequest', BadRequest.encode(fitting).finish()));
  }
  if (retryAfterMs !== undefined) {
    const retryDelay = {
      seconds: BigInt(Math.floor(retryAfterMs / 1000)),
      nanos: Math.round((retryAfterMs % 1000) * 1e6),
    };
    details.push(pack('RetryInfo', RetryInfo.encode({ retryDelay }).finish()));
  }
  return answer(code, fittingMessage(error.message), details);
}

function fromRemote(error: RemoteError): StatusAnswer {
  if (PASSED_ON.has(error.code)) {
    const metadata = new Metadata();
    for (const value of error.metadata.get(DETAILS_KEY)) metadata.add(DETAILS_KEY, value);
    return { code: error.code, details: error.message, metadata, unexpected: false };
  }
  if (error.unreachable || error.code === status.CANCELLED) {
    const timedOut = error.code === status.DEADLINE_EXCEEDED;
    const reason = timedOut ? 'DEPENDENCIA_SEM_RESPOSTA' : 'DEPENDENCIA_INDISPONIVEL';
    const text = timedOut ? 'não respondeu a tempo' : 'está indisponível';
    return fromDomain(
      new DomainError(timedOut ? 'timeout' : 'unavailable', reason, `O serviço ${error.target} ${text}`, {
        metadata: { servico: error.target },
        retryAfterMs: error.retryAfterMs,
      }),
    );
  }
  return { code: status.INTERNAL, details: 'Erro interno', metadata: new Metadata(), unexpected: true };
}

function answer(code: status, message: string, details: Any[]): StatusAnswer {
  const metadata = new Metadata();
  metadata.set(DETAILS_KEY, Buffer.from(Status.encode({ code, message, details }).finish()));
  return { code, details: message, metadata, unexpected: false };
}

const pack = (type: string, value: Uint8Array): Any => ({
  typeUrl: `type.googleapis.com/google.rpc.${type}`,
  value: Buffer.from(value),
});

/** The google.rpc.Status inside the trailers of a failed call; undefined when there is none or it is garbled. */
export function statusDetailsOf(metadata: Metadata): Status | undefined {
  const [raw] = metadata.get(DETAILS_KEY);
  if (!Buffer.isBuffer(raw)) return undefined;
  try {
    return Status.decode(raw);
  } catch {
    return undefined;
  }
}
