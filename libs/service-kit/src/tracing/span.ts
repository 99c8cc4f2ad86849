import type { Logger } from '../log/logger.js';
import type { RpcMethod } from '../server/method.js';
import type { TraceContext } from './trace-context.js';

export type Attributes = Readonly<Record<string, string | number | boolean>>;

/** One step of a trace, from its start until `end`. */
export interface Span {
  readonly context: TraceContext;
  setAttribute(name: string, value: string | number | boolean): void;
  /** @param error what was thrown, when it was a fault of ours */
  end(code: number, codeName: string, error?: unknown): void;
}

/** Makes the spans of a process. */
export interface Tracing {
  startServerSpan(rpc: RpcMethod, parent: TraceContext | undefined): Span;
  startClientSpan(rpc: RpcMethod, parent: TraceContext | undefined, target: string): Span;
  /** A span of a request by HTTP; its code is the HTTP status. */
  startHttpSpan(name: string, parent: TraceContext | undefined, attributes: Attributes): Span;
  /** Sends what is left, within 2 s. */
  close(): Promise<void>;
}

export interface TracingOptions {
  readonly service: string;
  readonly version: string;
  /** Base URL of a collector (OTLP over HTTP); undefined: spans are only ids that are passed on. */
  readonly endpoint: string | undefined;
  readonly log: Pick<Logger, 'warn'>;
}
