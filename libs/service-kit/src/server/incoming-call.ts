import { performance } from 'node:perf_hooks';
import type { Metadata } from '@grpc/grpc-js';
import { v7 as uuidv7 } from 'uuid';
import { notYours } from '../access/admit.js';
import { type Caller, NOBODY } from '../access/caller.js';
import { Waiter } from '../lifecycle/waiter.js';
import type { Logger } from '../log/logger.js';
import type { Span } from '../tracing/span.js';
import type { TraceContext } from '../tracing/trace-context.js';
import type { CallContext } from './call-context.js';
import type { RpcMethod } from './method.js';
import { CANCELLED, type Outcome, timedOut } from './outcome.js';

export const CORRELATION_HEADER = 'x-correlation-id';
/** Printable ASCII without spaces, so that it can stand in any log and header. */
const CORRELATION_ID = /^[\x21-\x7e]{1,128}$/;

/**
 * A client and its server measure the same deadline each by its own clock and timers, and one that streams requests
 * gives up a little early: who goes away this shortly before its deadline went because of it.
 */
const DEADLINE_TOLERANCE_MS = 100;

/** What grpc-js's calls of all four kinds have in common. */
export interface Surface {
  readonly metadata: Metadata;
  getDeadline(): Date | number;
  getPeer(): string;
  sendMetadata(metadata: Metadata): void;
  on(event: 'cancelled', listener: () => void): unknown;
}

export interface IncomingCallOptions {
  readonly surface: Surface;
  readonly rpc: RpcMethod;
  /** Undefined for a stream of requests. */
  readonly request: unknown;
  readonly log: Logger;
  readonly closing: AbortSignal;
  /** The longest a call may take, whatever its caller would wait; Infinity for streams of answers. */
  readonly maxMs: number;
  /** The calls under way, of which this one is until it ends. */
  readonly open: Set<IncomingCall>;
}

/**
 * One call from its arrival to its outcome. It ends once: by its handler, or because it was given up (caller gone,
 * deadline passed, server closing), whichever is first.
 */
export class IncomingCall implements CallContext {
  readonly surface: Surface;
  readonly rpc: RpcMethod;
  readonly request: unknown;
  readonly metadata: Metadata;
  readonly correlationId: string;
  readonly closing: AbortSignal;
  /** Address of the caller; asked at once, for a connection that is gone no longer tells. */
  readonly peer: string;
  readonly startedAt = performance.now();
  readonly waiter = new Waiter();
  caller: Caller = NOBODY;
  span: Span | undefined;
  /** What a method with a single answer answered, encoded. */
  answer: Buffer | undefined;
  /** Sends one of a stream of answers, encoded; resolves when more may be sent. */
  write: (answer: Buffer) => unknown = () => {};
  trailers: Metadata | undefined;

  private readonly baseLog: Logger;
  private readonly openCalls: Set<IncomingCall>;
  private ownerDemanded: string | undefined;
  /** Set by a rule that leaves ownership to stored data, until the handler has compared. */
  private ownershipOpen = false;
  private abort: AbortController | undefined;
  private answered = false;
  private givenUp: Outcome | undefined;
  private onGivenUp: ((outcome: Outcome) => void) | undefined;
  private timer: NodeJS.Timeout | undefined;
  private childLog: Logger | undefined;

  constructor({ surface, rpc, request, log, closing, maxMs, open }: IncomingCallOptions) {
    this.surface = surface;
    this.rpc = rpc;
    this.openCalls = open;
    open.add(this);
    this.request = request;
    this.baseLog = log;
    this.closing = closing;
    this.metadata = surface.metadata;
    this.peer = surface.getPeer();
    const [given] = this.metadata.get(CORRELATION_HEADER);
    this.correlationId = typeof given === 'string' && CORRELATION_ID.test(given) ? given : uuidv7();
    surface.on('cancelled', () => this.giveUp(this.deadlinePassed() ? timedOut() : CANCELLED));
    if (Number.isFinite(maxMs) && this.remainingMs() > maxMs) {
      this.timer = setTimeout(() => this.giveUp(timedOut()), maxMs);
      this.timer.unref();
    }
  }

  get method(): string {
    return this.rpc.path;
  }

  get deadline(): Date | undefined {
    const deadline = this.surface.getDeadline();
    if (deadline instanceof Date) return deadline;
    return Number.isFinite(deadline) ? new Date(deadline) : undefined;
  }

  get trace(): TraceContext | undefined {
    return this.span?.context;
  }

  /** Made when asked for: most handlers never look. */
  get signal(): AbortSignal {
    this.abort ??= new AbortController();
    if (this.givenUp !== undefined) this.abort.abort();
    return this.abort.signal;
  }

  get log(): Logger {
    this.childLog ??= this.baseLog.child({ method: this.method, correlation_id: this.correlationId });
    return this.childLog;
  }

  get over(): boolean {
    return this.givenUp !== undefined;
  }

  sendHeaders(metadata: Metadata): void {
    this.surface.sendMetadata(metadata);
  }

  setTrailers(metadata: Metadata): void {
    this.trailers = metadata;
  }

  /** Whatever the handler reads must belong to this subject. */
  demandOwner(sub: string | undefined): void {
    this.ownerDemanded = sub;
    this.ownershipOpen = sub !== undefined;
  }

  requireOwner(...idsUsuario: readonly string[]): void {
    if (this.ownerDemanded !== undefined && !idsUsuario.includes(this.ownerDemanded)) throw notYours();
    this.ownershipOpen = false;
  }

  /** Before anything is told: throws an error, a fault of ours, when an owner was demanded and the handler did not ask. */
  refuseUnlessOwnerAsked(): void {
    if (this.ownershipOpen) throw new Error(`${this.method} answered without asking who owns what it told`);
  }

  /** Ends the call whatever its handler does: its signal aborts, and what the handler still answers counts for nothing. */
  giveUp(outcome: Outcome): void {
    // grpc-js says "cancelled" of every stream that closes, of those that were answered too.
    if (this.answered || this.givenUp !== undefined) return;
    this.givenUp = outcome;
    this.abort?.abort();
    this.waiter.leave();
    this.onGivenUp?.(outcome);
  }

  /** Races the work against the call being given up. */
  settle(work: () => Promise<Outcome>): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      if (this.givenUp !== undefined) return resolve(this.givenUp);
      this.onGivenUp = resolve;
      work().then(resolve, reject);
    });
  }

  /**
   * The call has its outcome: lets go of what waited for it. A stream of requests that its caller cut may look complete
   * to the handler, so there the signal still tells of the cut after the answer.
   */
  end({ code }: Outcome): void {
    const { type } = this.rpc;
    this.answered = code === 0 && (type === 'unary' || type === 'server_stream');
    this.openCalls.delete(this);
    if (this.timer !== undefined) clearTimeout(this.timer);
    this.onGivenUp = undefined;
  }

  private remainingMs(): number {
    const deadline = this.surface.getDeadline();
    return (deadline instanceof Date ? deadline.getTime() : deadline) - Date.now();
  }

  private deadlinePassed(): boolean {
    return this.remainingMs() <= DEADLINE_TOLERANCE_MS;
  }
}
