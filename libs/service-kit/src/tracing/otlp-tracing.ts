import { type Context, ROOT_CONTEXT, SpanKind, SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOnSampler,
  BasicTracerProvider,
  BatchSpanProcessor,
  ParentBasedSampler,
  type SpanExporter,
} from '@opentelemetry/sdk-trace-base';
import type { RpcMethod } from '../server/method.js';
import { createOnceAMinute } from './once-a-minute.js';
import type { Attributes, Span, Tracing, TracingOptions } from './span.js';
import type { TraceContext } from './trace-context.js';

const MAX_QUEUE = 4_096;
const EXPORT_TIMEOUT_MS = 5_000;
const CLOSE_MS = 2_000;
/** Codes that say that the server failed, and not its caller (OpenTelemetry semantic conventions for gRPC). */
const SERVER_FAULTS = new Set([
  'UNKNOWN',
  'DEADLINE_EXCEEDED',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
]);

/** Traces through OpenTelemetry's SDK to a collector. A collector that is away costs spans, never calls. */
export function openOtlpTracing({
  service,
  version,
  endpoint,
  log,
}: TracingOptions & { readonly endpoint: string }): Tracing {
  const warn = createOnceAMinute((dropped) =>
    log.warn({ event: 'spans_not_exported', dropped }, 'the trace collector does not answer; spans are lost'),
  );
  const exporter = new OTLPTraceExporter({ url: `${endpoint}/v1/traces`, timeoutMillis: EXPORT_TIMEOUT_MS });
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': service, 'service.version': version }),
    sampler: new ParentBasedSampler({ root: new AlwaysOnSampler() }),
    spanProcessors: [
      new BatchSpanProcessor(telling(exporter, warn), {
        maxQueueSize: MAX_QUEUE,
        exportTimeoutMillis: EXPORT_TIMEOUT_MS,
      }),
    ],
  });
  const tracer = provider.getTracer('@trilha/service-kit', version);

  const start = (name: string, kind: SpanKind, parent: TraceContext | undefined, attributes: Attributes) =>
    tracer.startSpan(name, { kind, attributes }, contextOf(parent));

  const rpcSpan = (
    rpc: RpcMethod,
    kind: SpanKind,
    parent: TraceContext | undefined,
    more: Attributes,
  ): Span => {
    const span = start(`${rpc.service}/${rpc.method}`, kind, parent, {
      'rpc.system': 'grpc',
      'rpc.service': rpc.service,
      'rpc.method': rpc.method,
      ...more,
    });
    return wrap(span, parent, (code, codeName, error) => {
      span.setAttribute('rpc.grpc.status_code', code);
      const failed = kind === SpanKind.SERVER ? SERVER_FAULTS.has(codeName) : codeName !== 'OK';
      if (failed) span.setStatus({ code: SpanStatusCode.ERROR, message: codeName });
      if (error instanceof Error) span.recordException({ name: error.name, message: error.name });
    });
  };

  return {
    startServerSpan: (rpc, parent) => rpcSpan(rpc, SpanKind.SERVER, parent, {}),
    startClientSpan: (rpc, parent, target) =>
      rpcSpan(rpc, SpanKind.CLIENT, parent, { 'peer.service': target }),
    startHttpSpan: (name, parent, attributes) => {
      const span = start(name, SpanKind.SERVER, parent, attributes);
      return wrap(span, parent, (code) => {
        span.setAttribute('http.response.status_code', code);
        if (code >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      });
    },
    close: async () => {
      const late = new Promise<void>((resolve) => setTimeout(resolve, CLOSE_MS).unref());
      await Promise.race([provider.shutdown().catch(() => {}), late]);
    },
  };
}

type OtelSpan = ReturnType<ReturnType<BasicTracerProvider['getTracer']>['startSpan']>;

function wrap(span: OtelSpan, parent: TraceContext | undefined, onEnd: Span['end']): Span {
  const { traceId, spanId, traceFlags } = span.spanContext();
  const sampled = (traceFlags & TraceFlags.SAMPLED) !== 0;
  const state = parent?.state === undefined ? {} : { state: parent.state };
  return {
    context: { traceId, spanId, sampled, ...state },
    setAttribute: (name, value) => {
      span.setAttribute(name, value);
    },
    end: (code, codeName, error) => {
      onEnd(code, codeName, error);
      span.end();
    },
  };
}

function contextOf(parent: TraceContext | undefined): Context {
  if (parent === undefined) return ROOT_CONTEXT;
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId: parent.traceId,
    spanId: parent.spanId,
    traceFlags: parent.sampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
    isRemote: true,
  });
}

/** The exporter, telling how many spans it lost. */
const telling = (exporter: SpanExporter, warn: (lost: number) => void): SpanExporter => ({
  export: (spans, done) =>
    exporter.export(spans, (result) => {
      if (result.code !== 0) warn(spans.length);
      done(result);
    }),
  shutdown: () => exporter.shutdown(),
  forceFlush: async () => exporter.forceFlush?.(),
});
