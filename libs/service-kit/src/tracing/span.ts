import type { RpcMethod } from '../metrics/method-meter.js';
import { newTraceContext, type TraceContext } from './trace-context.js';

export type Attributes = Readonly<Record<string, string | number | boolean>>;

/** One piece of work within a trace. */
export interface Span {
  /** To send on, so that what is called becomes a child of this span. */
  readonly context: TraceContext;
  /** Never personal data or text that a user wrote: it leaves the house. */
  setAttribute(name: string, value: string | number | boolean): void;
  /**
   * Ends the span; a second call does nothing.
   *
   * @param code number of the gRPC status; of an HTTP span, the HTTP status
   * @param codeName name of the gRPC status; of an HTTP span, a name for the error when the status is 500 or more
   * @param error for an unexpected fault only; recorded without e-mails, CPFs and tokens
   */
  end(code: number, codeName: string, error?: unknown): void;
}

/** Starts spans. Nothing here throws, waits or slows a call, whatever becomes of the collector. */
export interface Tracing {
  /** @param parent what the caller sent; undefined begins a new trace */
  startServerSpan(method: RpcMethod, parent: TraceContext | undefined, attributes?: Attributes): Span;
  /** @param target short name of the service called, such as `midia` */
  startClientSpan(method: RpcMethod, parent: TraceContext | undefined, target: string): Span;
  /** @param name method and route, such as `GET /v1/cursos/{id_curso}`; never a path with ids in it */
  startHttpSpan(name: string, parent: TraceContext | undefined, attributes?: Attributes): Span;
  /** Sends what waits; ends within 2 s even when the collector does not answer. */
  close(): Promise<void>;
}

/** A span that nobody records. */
export const idsOnlySpan = (parent: TraceContext | undefined): Span => ({
  context: newTraceContext(parent),
  setAttribute: () => {},
  end: () => {},
});

/** Passes traces on and records nothing. */
export const idsOnlyTracing: Tracing = {
  startServerSpan: (_method, parent) => idsOnlySpan(parent),
  startClientSpan: (_method, parent) => idsOnlySpan(parent),
  startHttpSpan: (_name, parent) => idsOnlySpan(parent),
  close: async () => {},
};
