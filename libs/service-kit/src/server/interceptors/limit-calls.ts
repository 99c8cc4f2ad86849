import type { Metadata } from '@grpc/grpc-js';
import { DomainError } from '../../base/index.js';
import type { Interceptor } from '../interceptor.js';

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
  return {
    enter({ metadata }) {
      if (inFlight >= maxConcurrentCalls) {
        throw new DomainError(
          'overloaded',
          'SERVICO_SOBRECARREGADO',
          'O serviço está no limite; tente de novo',
          {
            retryAfterMs: RETRY_AFTER_MS,
          },
        );
      }
      if (bytesIn(metadata) > maxMetadataBytes) {
        throw new DomainError(
          'overloaded',
          'METADADOS_GRANDES_DEMAIS',
          `Envie até ${maxMetadataBytes} bytes de metadados`,
        );
      }
      inFlight += 1;
    },
    leave() {
      inFlight -= 1;
    },
  };
}

function bytesIn(metadata: Metadata): number {
  let bytes = 0;
  for (const [name, values] of Object.entries(metadata.toJSON())) {
    for (const value of values) {
      // Bytes travel as base64.
      bytes += name.length + (typeof value === 'string' ? value.length : 4 * Math.ceil(value.length / 3));
    }
  }
  return bytes;
}
