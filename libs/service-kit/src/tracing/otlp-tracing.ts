import type { Span as OtelSpan, SpanKind } from '@opentelemetry/api';
import { atMost } from '../lifecycle/at-most.js';
import type { Logger } from '../log/logger.js';
import { scrub } from '../log/scrub.js';
import type { RpcMethod } from '../metrics/method-meter.js';
import { FAULT_CODES } from '../metrics/traffic.js';
import { DropReport } from './drop-report.js';
import { loadOpenTelemetry } from './open-telemetry.js';
import { createOtlpProvider } from './otlp-provider.js';
import { type Attributes, idsOnlySpan, type Span, type Tracing } from './span.js';
import type { TraceContext } from './trace-context.js';

const CLOSE_WITHIN_MS = 2_000;

/** How the end of a span is told: the attribute that carries the code, and whether the code is an error. */
interface Rules {
  readonly codeAttribute: string;
  readonly isError: (code: number, codeName: string) => boolean;
}
const SERVER: Rules = {
  codeAttribute: 'rpc.grpc.status_code',
  isError: (_code, codeName) => FAULT_CODES.has(codeName),
};
const CLIENT: Rules = { codeAttribute: 'rpc.grpc.status_code', isError: (code) => code !== 0 };
const HTTP: Rules = { codeAttribute: 'http.response.status_code', isError: (code) => code >= 500 };

export interface OtlpTracingOptions {
  readonly service: string;
  readonly version: string;
  readonly endpoint: string;
  readonly log: Pick<Logger, 'warn'>;
}

/** Tracing that records spans and sends them to `<endpoint>/v1/traces` as OTLP/HTTP JSON. */
export async function openOtlpTracing({ log, ...options }: OtlpTracingOptions): Promise<Tracing> {
  const otel = await loadOpenTelemetry();
  const { api } = otel;
  const report = new DropReport(log);
  const queue = createOtlpProvider(otel, { ...options, report });
  const tracer = queue.provider.getTracer('@trilha/service-kit', options.version);

  const start = (
    { name, kind, rules }: { name: string; kind: SpanKind; rules: Rules },
    parent: TraceContext | undefined,
    attributes: Attributes,
  ): Span => {
    // Whoever began the trace decided that nobody records it.
    if (parent?.sampled === false) return idsOnlySpan(parent);
    const above =
      parent === undefined
        ? api.ROOT_CONTEXT
        : api.trace.setSpanContext(api.ROOT_CONTEXT, {
            traceId: parent.traceId,
            spanId: parent.spanId,
            traceFlags: api.TraceFlags.SAMPLED,
            isRemote: true,
            traceState: parent.state === undefined ? undefined : api.createTraceState(parent.state),
          });
    return new RecordedSpan(tracer.startSpan(name, { kind, attributes }, above), rules, parent?.state);
  };

  return {
    startServerSpan: (method, parent, attributes) =>
      start({ name: nameOf(method), kind: api.SpanKind.SERVER, rules: SERVER }, parent, {
        ...rpcAttributes(method),
        ...attributes,
      }),
    startClientSpan: (method, parent, target) =>
      start({ name: nameOf(method), kind: api.SpanKind.CLIENT, rules: CLIENT }, parent, {
        ...rpcAttributes(method),
        'peer.service': target,
      }),
    startHttpSpan: (name, parent, attributes = {}) =>
      start({ name, kind: api.SpanKind.SERVER, rules: HTTP }, parent, attributes),
    async close() {
      await atMost<void>(CLOSE_WITHIN_MS, queue.close(), undefined);
      report.close();
    },
  };
}

const nameOf = ({ service, method }: RpcMethod): string => `${service}/${method}`;

const rpcAttributes = ({ service, method }: RpcMethod): Attributes => ({
  'rpc.system': 'grpc',
  'rpc.service': service,
  'rpc.method': method,
});

/** `SpanStatusCode.ERROR` of OpenTelemetry, whose API is loaded late. */
const STATUS_ERROR = 2;

class RecordedSpan implements Span {
  readonly context: TraceContext;

  constructor(
    private readonly span: OtelSpan,
    private readonly rules: Rules,
    state: string | undefined,
  ) {
    const { traceId, spanId } = span.spanContext();
    this.context = { traceId, spanId, sampled: true, ...(state === undefined ? {} : { state }) };
  }

  setAttribute(name: string, value: string | number | boolean): void {
    this.span.setAttribute(name, value);
  }

  end(code: number, codeName: string, error?: unknown): void {
    this.span.setAttribute(this.rules.codeAttribute, code);
    if (this.rules.isError(code, codeName)) {
      this.span.setAttribute('error.type', codeName);
      this.span.setStatus({ code: STATUS_ERROR, message: codeName });
    }
    if (error !== undefined) this.span.recordException(withoutSecrets(error));
    this.span.end();
  }
}

function withoutSecrets(error: unknown): { name: string; message: string; stack?: string } {
  if (!(error instanceof Error)) return { name: 'Error', message: scrub(String(error)) };
  const { name, message, stack } = error;
  return { name, message: scrub(message), stack: stack === undefined ? undefined : scrub(stack) };
}
