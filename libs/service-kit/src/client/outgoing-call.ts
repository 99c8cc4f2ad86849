import { Metadata } from '@grpc/grpc-js';
import { AUTHORIZATION_HEADER, SERVICE_AUTHORIZATION_HEADER } from '../access/caller.js';
import type { ServiceIdentity } from '../auth/service-identity.js';
import type { Waiter } from '../lifecycle/waiter.js';
import { type CallContext, currentCall } from '../server/call-context.js';
import { CORRELATION_HEADER } from '../server/incoming-call.js';
import { formatTraceparent, parseTraceparent, type TraceContext } from '../tracing/trace-context.js';

/** Time kept back from the caller's deadline for our own answer. */
const DEADLINE_MARGIN_MS = 20;
/** grpc-js's timers can't hold more than 2^31 ms. */
const MAX_TIMEOUT_MS = 86_400_000;

export interface CallOptions {
  /**
   * The call being served that this one is made for, whose end, deadline, trace, correlation id and caller's token count
   * for it too; the one in which it is made otherwise, where the server is `ambient`.
   */
  readonly within?: CallContext;
  /** Gives the call up; that of the call being served otherwise. */
  readonly signal?: AbortSignal | Waiter;
  /** Milliseconds until the call is given up; the client's default otherwise. The caller's own deadline caps it. */
  readonly timeoutMs?: number;
  /** Sent as it is; where it names what the client would add (authorization, correlation id, trace), it wins. */
  readonly metadata?: Metadata;
  /** Trace to hang the call under; otherwise the one in `metadata`, or that of the call being served. */
  readonly trace?: TraceContext;
  /** True asks the service even while its circuit breaker is open, and tells the breaker nothing: for probes. */
  readonly evenIfOpen?: boolean;
  /** Told the headers of the answer, before its first message; not when the call fails without any. */
  readonly onHeaders?: (headers: Metadata) => void;
  /** Told the trailers of a call that succeeded, before its result; those of a failed one are in its `RemoteError`. */
  readonly onTrailers?: (trailers: Metadata) => void;
}

/** The tokens that a client shows. */
export interface Credentials {
  /** Our own, besides that of the caller we act for. */
  readonly identity?: ServiceIdentity;
  /** The token of the person we are, where no call is being served: for tools. */
  readonly authorize?: () => string | Promise<string>;
}

/** The call being served that a call is made for. */
export const contextOf = ({ within }: CallOptions): CallContext | undefined => within ?? currentCall();

/** The trace that a call hangs under; undefined when it starts a new one. */
export function traceOf(call: CallOptions): TraceContext | undefined {
  const { trace, metadata } = call;
  if (trace !== undefined) return trace;
  const [parent] = metadata?.get('traceparent') ?? [];
  const [state] = metadata?.get('tracestate') ?? [];
  const given = parent && parseTraceparent(String(parent), state && String(state));
  return given || contextOf(call)?.trace;
}

/**
 * What travels with a call besides its message: the caller's token, our own, the correlation id and the trace of the
 * call being served. At once, unless a token has to be waited for.
 *
 * @param span the call's own place in the trace, where spans are made
 */
export function metadataOf(
  call: CallOptions,
  span: TraceContext | undefined,
  { identity, authorize }: Credentials,
): Metadata | Promise<Metadata> {
  const out = call.metadata?.clone() ?? new Metadata();
  const trace = span ?? traceOf(call);
  const context = contextOf(call);
  if (context !== undefined) {
    passOn(out, CORRELATION_HEADER, context.correlationId);
    passOn(out, AUTHORIZATION_HEADER, context.metadata.get(AUTHORIZATION_HEADER)[0]);
  }
  if (trace !== undefined) {
    out.set('traceparent', formatTraceparent(trace));
    if (trace.state !== undefined && trace.state !== '') out.set('tracestate', trace.state);
  }
  const isNobody = authorize !== undefined && out.get(AUTHORIZATION_HEADER).length === 0;
  const token = isNobody ? authorize() : undefined;
  const own = identity?.token();
  if (token instanceof Promise || own instanceof Promise)
    return Promise.all([token, own]).then((tokens) => showing(out, ...tokens));
  return showing(out, token, own);
}

function showing(out: Metadata, token: string | undefined, own: string | undefined): Metadata {
  if (token !== undefined) out.set(AUTHORIZATION_HEADER, `Bearer ${token}`);
  if (own !== undefined) out.set(SERVICE_AUTHORIZATION_HEADER, `Bearer ${own}`);
  return out;
}

function passOn(out: Metadata, header: string, value: string | Buffer | undefined): void {
  if (value !== undefined && out.get(header).length === 0) out.set(header, value);
}

/** When the call is given up: its own time, within what the call being served has left. */
export function deadlineOf(call: CallOptions, defaultTimeoutMs: number): number {
  const own = Date.now() + Math.min(call.timeoutMs ?? defaultTimeoutMs, MAX_TIMEOUT_MS);
  const callers = contextOf(call)?.deadline?.getTime();
  return callers === undefined ? own : Math.min(own, callers - DEADLINE_MARGIN_MS);
}
