import { performance } from 'node:perf_hooks';
import { type Metadata, status } from '@grpc/grpc-js';
import { RemoteError } from '../errors/remote-error.js';
import type { MethodMeter } from '../metrics/method-meter.js';
import type { RpcMethod } from '../server/method.js';
import type { Span, Tracing } from '../tracing/tracing.js';
import type { CircuitBreaker, Report } from './circuit-breaker.js';
import { type Envelope, hasLeft } from './envelope.js';
import { cancelled, OurFault, outOfTime } from './given-up.js';
import {
  type CallOptions,
  type Credentials,
  contextOf,
  deadlineOf,
  metadataOf,
  traceOf,
} from './outgoing-call.js';

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
  private readonly report: Report | undefined;
  private over = false;
  readonly deadline: number;
  readonly waiter: Envelope['waiter'];

  /** @throws RemoteError UNAVAILABLE when the breaker is open */
  constructor(
    private readonly options: AttemptOptions,
    private readonly call: CallOptions,
  ) {
    const { breaker, name, rpc, tracing, meter, defaultTimeoutMs } = options;
    meter?.started();
    // A probe that is answered says little of the calls that are not: it neither opens nor closes the breaker.
    this.report = call.evenIfOpen ? undefined : breaker.enter();
    if (this.report === undefined && !call.evenIfOpen) {
      meter?.handled('UNAVAILABLE', 0);
      throw RemoteError.leftAlone(name, breaker.remainingMs());
    }
    this.span = tracing?.startClientSpan(rpc, traceOf(call), name);
    this.deadline = deadlineOf(call, defaultTimeoutMs);
    this.waiter = call.signal ?? contextOf(call)?.waiter;
  }

  /**
   * What is sent with the call, once it is clear that there will be one.
   *
   * @throws OurFault when a token could not be had
   * @throws ServiceError CANCELLED or DEADLINE_EXCEEDED when nobody waits any more: grpc-js would still send such a call
   */
  metadata(): Metadata | Promise<Metadata> {
    this.refuseIfLate();
    const ready = ourOwn(() => metadataOf(this.call, this.span?.context, this.options));
    if (!(ready instanceof Promise)) return ready;
    return ready.then(
      (metadata) => {
        this.refuseIfLate();
        return metadata;
      },
      (error: unknown) => {
        throw new OurFault(error);
      },
    );
  }

  /** The service has begun to answer, and may go on for hours. */
  answering(): void {
    this.report?.('success');
  }

  succeeded(): void {
    this.end(status.OK);
  }

  /** Turns what a call failed with into what its caller is told. */
  failed(error: unknown): unknown {
    if (RemoteError.isServiceError(error)) {
      this.end(error.code);
      return new RemoteError(this.options.name, error);
    }
    this.end(status.CANCELLED);
    return error instanceof OurFault ? error.cause : error;
  }

  /** The caller wants no more of a stream; nothing happens when it had ended. */
  left(): void {
    this.end(status.CANCELLED);
  }

  private refuseIfLate(): void {
    if (hasLeft(this.waiter)) throw cancelled();
    if (this.deadline <= Date.now()) throw outOfTime();
  }

  private end(code: status): void {
    if (this.over) return;
    this.over = true;
    if (code === status.UNAVAILABLE || (code === status.DEADLINE_EXCEEDED && this.hadItsTime()))
      this.report?.('failure');
    else if (code === status.CANCELLED || code === status.DEADLINE_EXCEEDED) this.report?.('neutral');
    else this.report?.('success');
    this.options.meter?.handled(status[code], (performance.now() - this.startedAt) / 1000);
    this.span?.end(code, status[code]);
  }

  /** A deadline that our own caller made short says nothing of the service. */
  private hadItsTime(): boolean {
    const own = this.call.timeoutMs ?? this.options.defaultTimeoutMs;
    return performance.now() - this.startedAt >= own * 0.9;
  }
}

function ourOwn<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw new OurFault(error);
  }
}
