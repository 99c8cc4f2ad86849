import type { Metadata } from '@grpc/grpc-js';
import { DomainError } from '../../base/index.js';
import type { Interceptor } from '../interceptor.js';
import { outcomeOf } from '../outcome.js';

const RETRY_AFTER_MS = 1_000;

export interface CallLimits {
  /** Calls in flight on the whole server, streams included. */
  readonly maxConcurrentCalls: number;
  /** Names and values of the metadata of one call together. */
  readonly maxMetadataBytes: number;
}

/** Refuses what would exceed a bound at once: nothing waits in a queue. */
export function limitCalls({ maxConcurrentCalls, maxMetadataBytes }: CallLimits): Interceptor {
  let inFlight = 0;
  return async (call, next) => {
    if (inFlight >= maxConcurrentCalls) {
      return outcomeOf(
        new DomainError('overloaded', 'SERVICO_SOBRECARREGADO', 'O serviço está no limite; tente de novo', {
          retryAfterMs: RETRY_AFTER_MS,
        }),
      );
    }
    if (bytesIn(call.metadata) > maxMetadataBytes) {
      return outcomeOf(
        new DomainError(
          'overloaded',
          'METADADOS_GRANDES_DEMAIS',
          `Envie até ${maxMetadataBytes} bytes de metadados`,
        ),
      );
    }
    inFlight += 1;
    try {
      return await next();
    } finally {
      inFlight -= 1;
    }
  };
}

function bytesIn(metadata: Metadata): number {
  let bytes = 0;
  for (const [name, values] of Object.entries(metadata.toHttp2Headers())) {
    for (const value of Array.isArray(values) ? values : [values]) {
      bytes += name.length + String(value).length;
    }
  }
  return bytes;
}
