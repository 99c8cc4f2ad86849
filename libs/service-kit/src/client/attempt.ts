import { performance } from 'node:perf_hooks';
import { type Metadata, status } from '@grpc/grpc-js';
import { RemoteError } from '../errors/remote-error.js';
import type { MethodMeter } from '../metrics/method-meter.js';
import { currentCall } from '../server/call-context.js';
import type { RpcMethod } from '../server/method.js';
import type { Span, Tracing } from '../tracing/tracing.js';
import type { CircuitBreaker } from './circuit-breaker.js';
import { type CallOptions, type Credentials, deadlineOf, metadataOf } from './outgoing-call.js';

export interface AttemptOptions extends Credentials {
  readonly name: string;
  readonly rpc: RpcMethod;
  readonly defaultTimeoutMs: number;
  readonly breaker: CircuitBreaker;
  readonly tracing?: Tracing;
  readonly meter?: MethodMeter;
}

/** One call to another service, from the breaker's leave to the outcome that metric, span and breaker are told. */
export class Attempt {
  private readonly startedAt = performance.now();
  private readonly span: Span | undefined;
  private over = false;
  readonly deadline: number;
  readonly signal: AbortSignal | undefined;

  /** @throws RemoteError UNAVAILABLE when the breaker is open */
  constructor(
    private readonly options: AttemptOptions,
    private readonly call: CallOptions,
  ) {
    const { breaker, name, rpc, tracing, meter, defaultTimeoutMs } = options;
    meter?.started();
    if (!call.evenIfOpen && !breaker.admits()) {
      meter?.handled('UNAVAILABLE', 0);
      throw RemoteError.leftAlone(name, breaker.remainingMs());
    }
    this.span = tracing?.startClientSpan(rpc, call.trace ?? currentCall()?.trace, name);
    this.deadline = deadlineOf(call, defaultTimeoutMs);
    this.signal = call.signal ?? currentCall()?.signal;
  }

  metadata(): Promise<Metadata> {
    const trace = this.span?.context ?? this.call.trace ?? currentCall()?.trace;
    return metadataOf(this.call, trace, this.options);
  }

  succeeded(): void {
    this.end(status.OK);
  }

  /** Turns what a call failed with into what its caller is told. */
  failed(error: unknown): unknown {
    if (!RemoteError.isServiceError(error)) {
      this.end(status.CANCELLED);
      return error;
    }
    this.end(error.code);
    return new RemoteError(this.options.name, error);
  }

  /** The caller wants no more of a stream; nothing happens when it had ended. */
  left(): void {
    this.end(status.CANCELLED);
  }

  private end(code: status): void {
    if (this.over) return;
    this.over = true;
    const { breaker, meter } = this.options;
    if (code === status.UNAVAILABLE || (code === status.DEADLINE_EXCEEDED && this.hadItsTime()))
      breaker.failed();
    else if (code === status.CANCELLED || code === status.DEADLINE_EXCEEDED) breaker.neutral();
    else breaker.succeeded();
    meter?.handled(status[code], (performance.now() - this.startedAt) / 1000);
    this.span?.end(code, status[code]);
  }

  /** A deadline that our own caller made short says nothing of the service. */
  private hadItsTime(): boolean {
    const own = this.call.timeoutMs ?? this.options.defaultTimeoutMs;
    return performance.now() - this.startedAt >= own * 0.9;
  }
}
