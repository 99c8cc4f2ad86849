import type { Logger } from '../log/logger.js';
import { openOtlpTracing } from './otlp-tracing.js';
import { idsOnlyTracing, type Tracing } from './span.js';

export type { Attributes, Span, Tracing } from './span.js';

export interface TracingOptions {
  /** Becomes `service.name`. */
  readonly service: string;
  readonly version: string;
  /** Base URL of an OTLP/HTTP collector, without `/v1/traces`; undefined records nothing. */
  readonly endpoint: string | undefined;
  readonly log: Pick<Logger, 'warn'>;
}

/**
 * Opens tracing. Without an endpoint spans are only ids, which are passed on all the same so that every call has a trace
 * id, and nothing of OpenTelemetry is loaded.
 */
export async function openTracing({ endpoint, ...options }: TracingOptions): Promise<Tracing> {
  return endpoint === undefined ? idsOnlyTracing : openOtlpTracing({ ...options, endpoint });
}
