import type {
  BasicTracerProvider,
  ReadableSpan,
  SpanExporter,
  SpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import type { DropReport } from './drop-report.js';
import type { OpenTelemetry } from './open-telemetry.js';
import { newSpanId, newTraceId } from './trace-context.js';

/** Ended spans that may wait to be sent; more are dropped. */
const MAX_WAITING_SPANS = 2_048;
const SPANS_PER_REQUEST = 512;
const SEND_EVERY_MS = 2_000;
/** With what retries it makes, a request ends within this time, so that closing ends within 2 s. */
const SEND_WITHIN_MS = 1_800;

export interface OtlpProvider {
  readonly provider: BasicTracerProvider;
  /** Sends what waits, and waits until each request has ended, well or not. */
  close(): Promise<void>;
}

export interface OtlpProviderOptions {
  readonly service: string;
  readonly version: string;
  readonly endpoint: string;
  readonly report: DropReport;
}

/** Where spans go: a bounded queue, sent in the background; what is lost is told to `report`. */
export function createOtlpProvider(
  { otlp, resources, sdk }: OpenTelemetry,
  { service, version, endpoint, report }: OtlpProviderOptions,
): OtlpProvider {
  const exporter = new otlp.OTLPTraceExporter({
    url: `${endpoint.replace(/\/+$/, '')}/v1/traces`,
    timeoutMillis: SEND_WITHIN_MS,
  });
  const processor = countDrops(exporter, report, (counted) => {
    return new sdk.BatchSpanProcessor(counted, {
      maxQueueSize: MAX_WAITING_SPANS,
      maxExportBatchSize: SPANS_PER_REQUEST,
      scheduledDelayMillis: SEND_EVERY_MS,
      exportTimeoutMillis: SEND_WITHIN_MS,
    });
  });
  const provider = new sdk.BasicTracerProvider({
    resource: resources
      .defaultResource()
      .merge(resources.resourceFromAttributes({ 'service.name': service, 'service.version': version })),
    sampler: new sdk.AlwaysOnSampler(),
    idGenerator: { generateTraceId: newTraceId, generateSpanId: newSpanId },
    spanProcessors: [processor],
  });
  return {
    provider,
    async close() {
      // It gives up at the first request that fails, while others are under way. What was lost is in the report.
      await provider.shutdown().catch(() => {});
      await exporter.shutdown();
    },
  };
}

/** The queue of the SDK drops in silence, so spans are counted on their way in and on their way out. */
function countDrops(
  exporter: SpanExporter,
  report: DropReport,
  createQueue: (exporter: SpanExporter) => SpanProcessor,
): SpanProcessor {
  let waiting = 0;
  const queue = createQueue({
    export(spans: ReadableSpan[], done) {
      waiting -= spans.length;
      exporter.export(spans, (result) => {
        // 0 is success; the enumeration itself lives in a package that is loaded late.
        if (result.code !== 0) report.add(spans.length, result.error ?? 'refused');
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
  });
  return {
    onStart: (span, parent) => queue.onStart(span, parent),
    onEnd(span) {
      if (waiting >= MAX_WAITING_SPANS) {
        report.add(1, 'too many spans wait');
        return;
      }
      waiting += 1;
      queue.onEnd(span);
    },
    forceFlush: () => queue.forceFlush(),
    shutdown: () => queue.shutdown(),
  };
}
