import { Metadata, status } from '@grpc/grpc-js';
import { DomainError } from '../base/index.js';
import { type StatusAnswer, toStatus } from '../errors/to-status.js';

/** How a call ended; client, metric, span and log line all tell the same one. */
export interface Outcome extends StatusAnswer {
  /** Name of the code, such as `NOT_FOUND`. */
  readonly codeName: string;
  /** What was thrown, when it was a fault of ours. */
  readonly cause?: unknown;
}

const NO_METADATA = new Metadata();

export const SUCCESS: Outcome = Object.freeze({
  code: status.OK,
  codeName: 'OK',
  details: '',
  metadata: NO_METADATA,
  unexpected: false,
});

export function outcomeOf(error: unknown): Outcome {
  const answer = toStatus(error);
  return { ...answer, codeName: status[answer.code], cause: answer.unexpected ? error : undefined };
}

/** The caller went away. */
export const CANCELLED: Outcome = Object.freeze({
  code: status.CANCELLED,
  codeName: 'CANCELLED',
  details: 'Chamada cancelada',
  metadata: NO_METADATA,
  unexpected: false,
});

export const timedOut = (): Outcome =>
  outcomeOf(new DomainError('timeout', 'PRAZO_ESGOTADO', 'A operação não terminou dentro do prazo'));

export const shuttingDown = (): Outcome =>
  outcomeOf(
    new DomainError('unavailable', 'SERVICO_ENCERRANDO', 'O serviço está encerrando; tente de novo', {
      retryAfterMs: 1_000,
    }),
  );
