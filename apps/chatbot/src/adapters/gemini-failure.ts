import { TutorIndisponivel } from '../app/ports.js';
import type { MotivoOffline } from '../domain/interacao.js';

/** An attempt that failed, and whether another one may do better. */
export class GeminiFailure extends TutorIndisponivel {
  /** True when the same request may succeed later. */
  readonly repeatable: boolean;
  /** How long the other side asks to wait, in milliseconds; 0 when it does not say. */
  readonly retryDelayMs: number;

  constructor(
    motivo: Exclude<MotivoOffline, 'SEM_CHAVE'>,
    options: { readonly repeatable?: boolean; readonly retryDelayMs?: number; readonly cause?: unknown } = {},
  ) {
    super(motivo, options);
    this.repeatable = options.repeatable ?? false;
    this.retryDelayMs = options.retryDelayMs ?? 0;
  }
}

/** What the library throws for an HTTP status that is not 2xx, by its shape. */
interface HttpFailure {
  readonly status: number;
  readonly errorDetails?: readonly { readonly '@type'?: string; readonly [key: string]: unknown }[];
}

const TRANSIENT = new Set([500, 502, 503, 504]);

/** Tells what anything thrown by the library, or by the connection beneath it, means. */
export function failureOf(error: unknown): GeminiFailure {
  if (error instanceof GeminiFailure) return error;
  if (!isHttpFailure(error)) return new GeminiFailure('SEM_REDE', { repeatable: true, cause: error });
  const { status } = error;
  if (status === 429) {
    return new GeminiFailure('LIMITE_EXCEDIDO', {
      repeatable: true,
      retryDelayMs: retryDelayOf(error),
      cause: error,
    });
  }
  if (TRANSIENT.has(status)) {
    return new GeminiFailure('INDISPONIVEL', {
      repeatable: true,
      retryDelayMs: retryDelayOf(error),
      cause: error,
    });
  }
  return new GeminiFailure('PEDIDO_RECUSADO', { cause: error });
}

const isHttpFailure = (error: unknown): error is HttpFailure =>
  error instanceof Error && 'status' in error && typeof error.status === 'number';

/** `retryDelay` of google.rpc.RetryInfo in proto3 JSON, such as "13s" or "0.5s". */
function retryDelayOf({ errorDetails = [] }: HttpFailure): number {
  const info = errorDetails.find((detail) => detail['@type']?.endsWith('google.rpc.RetryInfo'));
  const match = /^(\d+(?:\.\d+)?)s$/.exec(String(info?.retryDelay ?? ''));
  return match === null ? 0 : Number(match[1]) * 1000;
}
