import type { Span, Tracing, TracingOptions } from './span.js';
import { newTraceContext, type TraceContext } from './trace-context.js';

/** OpenTelemetry is loaded only where an endpoint is set. */
export async function openTracing(options: TracingOptions): Promise<Tracing> {
  const { endpoint } = options;
  if (endpoint === undefined) return idsOnly;
  const { openOtlpTracing } = await import('./otlp-tracing.js');
  return openOtlpTracing({ ...options, endpoint });
}

const spanOfIds = (parent: TraceContext | undefined): Span => ({
  context: newTraceContext(parent),
  setAttribute: () => {},
  end: () => {},
});

const idsOnly: Tracing = {
  startServerSpan: (_rpc, parent) => spanOfIds(parent),
  startClientSpan: (_rpc, parent) => spanOfIds(parent),
  startHttpSpan: (_name, parent) => spanOfIds(parent),
  close: async () => {},
};
