import { status } from '@grpc/grpc-js';
import type { Any } from '@trilha/proto-gen/any';
import { BadRequest, ErrorInfo } from '@trilha/proto-gen/rpc';
import { ERROR_DOMAIN, RemoteError, statusDetailsOf, toStatus } from '@trilha/service-kit';
import { DomainError, type FieldViolation } from '@trilha/service-kit/base';
import { JsonSyntaxError } from '../json/parse-json.js';
import { InvalidRequest } from '../transcoding/invalid-request.js';
import { BadEncodingError } from '../transcoding/percent-decode.js';
import { grpcStatusOf, httpStatusOf } from './http-status.js';

/** An answer that says no: the one shape of every error that leaves the gateway. */
export interface Failure {
  readonly httpStatus: number;
  readonly code: status;
  readonly message: string;
  readonly details: readonly Any[];
  readonly headers: Readonly<Record<string, string>>;
  /** True for a fault of ours, to be logged with its cause. */
  readonly unexpected: boolean;
}

/** A refusal of the gateway itself, by HTTP status. */
export class HttpRefusal extends Error {
  constructor(
    readonly httpStatus: number,
    readonly reason: string,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = 'HttpRefusal';
  }
}

/** Whoever was sending a request left before it was whole. */
export class CallerGone extends Error {
  constructor() {
    super('the request broke off');
    this.name = 'CallerGone';
  }
}

/** The one place where something thrown becomes an HTTP error. */
export function toFailure(error: unknown): Failure {
  if (error instanceof RemoteError) return fromRemote(error);
  if (error instanceof DomainError) return fromDomain(error);
  if (error instanceof InvalidRequest) return invalid(error.message, error.violations);
  if (error instanceof JsonSyntaxError) {
    const field = error.path === '' ? 'body' : error.path;
    return invalid(error.path === '' ? error.message : `${field}: ${error.message}`, [
      { field, description: error.message },
    ]);
  }
  if (error instanceof BadEncodingError) {
    return invalid('Codificação de porcentagem inválida no endereço', [
      { field: 'url', description: 'codificação de porcentagem inválida' },
    ]);
  }
  if (error instanceof HttpRefusal) {
    const { httpStatus, reason, message, headers } = error;
    return failure(grpcStatusOf(httpStatus), message, [info(reason)], { httpStatus, headers });
  }
  if (error instanceof CallerGone) return failure(status.CANCELLED, 'A requisição foi interrompida', []);
  return failure(status.INTERNAL, 'Erro interno', [], { unexpected: true });
}

function invalid(message: string, violations: readonly FieldViolation[]): Failure {
  const badRequest = BadRequest.encode({ fieldViolations: [...violations] }).finish();
  return failure(status.INVALID_ARGUMENT, message, [
    info('CAMPOS_INVALIDOS'),
    pack('BadRequest', badRequest),
  ]);
}

/** A refusal of the edge: the same body as when a service refuses. */
function fromDomain(error: DomainError): Failure {
  const { code, details, metadata } = toStatus(error);
  return failure(code, details, statusDetailsOf(metadata)?.details ?? []);
}

/** Codes whose text may tell how we work inside. */
const OPAQUE = new Set([status.INTERNAL, status.UNKNOWN]);
/** Codes that grpc-js makes by itself, with addresses in the text; a service that means them sends details. */
const ABOUT_THE_LINE = new Map([
  [status.UNAVAILABLE, { reason: 'SERVICO_INDISPONIVEL', text: 'está indisponível' }],
  [status.DEADLINE_EXCEEDED, { reason: 'SERVICO_SEM_RESPOSTA', text: 'não respondeu a tempo' }],
  [status.CANCELLED, { reason: 'CHAMADA_CANCELADA', text: 'teve a chamada cancelada' }],
  [status.UNIMPLEMENTED, { reason: 'METODO_NAO_IMPLEMENTADO', text: 'não tem este método' }],
]);

function fromRemote({ code, message, metadata, target }: RemoteError): Failure {
  if (OPAQUE.has(code)) return failure(code, 'Erro interno', []);
  const details = statusDetailsOf(metadata)?.details ?? [];
  const line = ABOUT_THE_LINE.get(code);
  if (line !== undefined && details.length === 0) {
    return failure(code, `O serviço ${target} ${line.text}`, [info(line.reason, { servico: target })]);
  }
  return failure(code, message, details);
}

function failure(
  code: status,
  message: string,
  details: readonly Any[],
  rest: Partial<Failure> = {},
): Failure {
  return { httpStatus: httpStatusOf(code), code, message, details, headers: {}, unexpected: false, ...rest };
}

const info = (reason: string, metadata: Record<string, string> = {}): Any =>
  pack('ErrorInfo', ErrorInfo.encode({ reason, domain: ERROR_DOMAIN, metadata }).finish());

const pack = (type: string, value: Uint8Array): Any => ({
  typeUrl: `type.googleapis.com/google.rpc.${type}`,
  value: Buffer.from(value),
});
