import { constants, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import { FrameBudget } from './frame-budget.js';
import type { Http2Limits } from './http2-limits.js';

const { NGHTTP2_ENHANCE_YOUR_CALM, NGHTTP2_NO_ERROR } = constants;
/** Says in a GOAWAY that no request is refused yet (RFC 9113 §6.8). */
const NO_LAST_STREAM = 2 ** 31 - 1;
/** How long a client has to hear that the connection closes. An idle client of Node answers no PING then. */
const NOTICE_MS = 250;

export interface SessionGuardOptions {
  readonly limits: Pick<Http2Limits, 'idleFrames' | 'idleMs' | 'connectionWindowBytes'>;
  /** The longest that the body of a request may take to arrive. */
  readonly requestTimeoutMs: number;
  readonly nowMs: () => number;
  /** Told when a connection is ended because of what it sends. */
  readonly onFlood: (address: string | undefined) => void;
}

/** Keeps one HTTP/2 connection within its bounds. */
export interface SessionGuard {
  /** Takes no new requests, and closes when those that are open have ended. */
  drain(): void;
}

export function guardSession(session: ServerHttp2Session, options: SessionGuardOptions): SessionGuard {
  const { limits, requestTimeoutMs, nowMs, onFlood } = options;
  const address = session.socket.remoteAddress;
  const budget = new FrameBudget(limits.idleFrames, nowMs);
  const spend = (): void => {
    if (session.destroyed || budget.take()) return;
    onFlood(address);
    session.destroy(new Error('too many frames without work'), NGHTTP2_ENHANCE_YOUR_CALM);
  };
  // What a connection suffers ends it; whom it served hears of it by his request.
  session.on('error', () => {});
  session.on('ping', spend);
  // The first belongs to the opening of a connection.
  session.once('remoteSettings', () => session.on('remoteSettings', spend));

  let open = 0;
  let idle: NodeJS.Timeout;
  const waitIdle = (): void => {
    idle = setTimeout(() => session.close(), limits.idleMs).unref();
  };
  waitIdle();
  session.on('stream', (stream) => {
    if (open === 0) clearTimeout(idle);
    open += 1;
    boundArrival(stream, requestTimeoutMs);
    letGo(stream);
    stream.once('close', () => {
      open -= 1;
      if (open === 0 && !session.closed) waitIdle();
      if (stream.rstCode !== NGHTTP2_NO_ERROR) spend();
    });
  });
  session.once('close', () => clearTimeout(idle));
  session.setLocalWindowSize(limits.connectionWindowBytes);
  return { drain: () => drain(session) };
}

/** A body that does not arrive in time ends its request, as on a connection of HTTP/1.1. */
function boundArrival(stream: ServerHttp2Stream, requestTimeoutMs: number): void {
  if (stream.endAfterHeaders) return;
  const late = setTimeout(() => stream.close(NGHTTP2_ENHANCE_YOUR_CALM), requestTimeoutMs).unref();
  stream.once('end', () => clearTimeout(late));
  stream.once('close', () => clearTimeout(late));
}

/**
 * What an early answer left of a body is not waited for (RFC 9113 §8.1). The answer itself has its last frame sent by
 * then: that of its trailers, which Node sends even when there are none.
 */
function letGo(stream: ServerHttp2Stream): void {
  if (stream.endAfterHeaders) return;
  stream.once('wantTrailers', () => {
    setImmediate(() => {
      if (!stream.closed && !stream.readableEnded) stream.close(NGHTTP2_NO_ERROR);
    });
  });
}

/**
 * First says that the end is near while requests are still taken, then that no more are: what a client sent before it
 * heard is served (RFC 9113 §6.8). A PING tells when it has heard.
 */
function drain(session: ServerHttp2Session): void {
  if (session.closed || session.destroyed) return;
  const close = (): void => session.close();
  const unheard = setTimeout(close, NOTICE_MS);
  session.once('close', () => clearTimeout(unheard));
  session.goaway(NGHTTP2_NO_ERROR, NO_LAST_STREAM);
  session.ping(close);
}
