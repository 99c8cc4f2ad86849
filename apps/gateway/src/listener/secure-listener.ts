import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createSecureServer, Http2ServerResponse, type SecureServerOptions } from 'node:http2';
import { performance } from 'node:perf_hooks';
import type { TLSSocket } from 'node:tls';
import type { Logger } from '@trilha/service-kit';
import type { HttpTls } from './http-tls.js';
import { HTTP2_LIMITS, type Http2Limits } from './http2-limits.js';
import { guardSession, type SessionGuard } from './session-guard.js';

export interface SecureListenerOptions {
  readonly tls: HttpTls;
  readonly log: Pick<Logger, 'warn'>;
  /** Bytes of the request line and headers of HTTP/1.1. */
  readonly maxHeaderBytes: number;
  /** The longest that a whole request may take to arrive. */
  readonly requestTimeoutMs: number;
  readonly limits?: Partial<Http2Limits>;
}

/** One TLS port for HTTP/1.1 and HTTP/2, whichever the client chooses (ALPN, RFC 7301). */
export interface SecureListener {
  readonly server: Server;
  /** Asks the clients of all HTTP/2 connections to go. */
  drain(): void;
  /** Breaks every connection. */
  cut(): void;
}

type RequestListener = (request: IncomingMessage, response: ServerResponse) => void;

/** Forward secrecy and authenticated encryption only; RFC 9113 §9.2.2 forbids the rest. */
const CIPHERS =
  'TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:ECDHE+AESGCM:ECDHE+CHACHA20';
const HANDSHAKE_TIMEOUT_MS = 10_000;
const HEADERS_TIMEOUT_MS = 60_000;

export function createSecureListener(
  options: SecureListenerOptions,
  onRequest: RequestListener,
): SecureListener {
  const { tls, log, maxHeaderBytes, requestTimeoutMs } = options;
  const limits = { ...HTTP2_LIMITS, ...options.limits };
  const server = createSecureServer(
    {
      ...contextOf(tls),
      ...protocolOf(limits),
      requestCert: tls.requireClientCert,
      rejectUnauthorized: tls.requireClientCert,
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    },
    onRequest as never,
  );
  const http1 = server as unknown as Server & { maxHeaderSize: number };
  http1.maxHeaderSize = maxHeaderBytes;
  http1.requestTimeout = requestTimeoutMs;
  http1.headersTimeout = Math.min(HEADERS_TIMEOUT_MS, requestTimeoutMs);
  http1.keepAliveTimeout = limits.idleMs;
  tls.onCertificates(() => server.setSecureContext(contextOf(tls)));

  const sockets = new Set<TLSSocket>();
  server.on('secureConnection', (socket) => {
    sockets.add(socket);
    // The items of a stream are small, and none waits for the next (Nagle's algorithm).
    socket.setNoDelay();
    socket.once('close', () => sockets.delete(socket));
  });
  const guards = new Set<SessionGuard>();
  const onFlood = (peer: string | undefined): void =>
    log.warn({ event: 'http2_flood', peer }, 'a connection sent too many frames without work and was ended');
  server.on('session', (session) => {
    const guard = guardSession(session, {
      limits,
      requestTimeoutMs,
      nowMs: () => performance.now(),
      onFlood,
    });
    guards.add(guard);
    session.once('close', () => guards.delete(guard));
  });
  return {
    server: http1,
    drain() {
      for (const guard of guards) guard.drain();
    },
    cut() {
      for (const socket of sockets) socket.destroy();
    },
  };
}

const contextOf = ({ certificates, requireClientCert }: HttpTls) => {
  const { cert, key, ca } = certificates();
  return {
    cert,
    key,
    // Tells clients whose certificates count; without it, those of all authorities of the system would.
    ...(requireClientCert && { ca }),
    minVersion: 'TLSv1.2' as const,
    ciphers: CIPHERS,
  };
};

const protocolOf = (limits: Http2Limits): SecureServerOptions => ({
  allowHTTP1: true,
  maxHeaderListPairs: limits.maxHeaders,
  maxSessionInvalidFrames: limits.maxInvalidFrames,
  maxSessionMemory: limits.maxMemoryMb,
  settings: {
    maxConcurrentStreams: limits.maxConcurrentStreams,
    maxHeaderListSize: limits.maxHeaderListBytes,
    initialWindowSize: limits.streamWindowBytes,
    enableConnectProtocol: false,
  },
  Http2ServerResponse: BreakingResponse as unknown as typeof Http2ServerResponse,
});

/**
 * An answer that breaks off is seen to have broken off. Node resets the stream with NO_ERROR, which many clients take for
 * the end of the answer.
 */
class BreakingResponse extends Http2ServerResponse {
  override destroy(error?: Error): this {
    return super.destroy(error ?? new Error('the answer broke off'));
  }
}
