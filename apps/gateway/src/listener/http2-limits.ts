import type { FrameRate } from './frame-budget.js';

/** Bounds of one HTTP/2 connection. */
export interface Http2Limits {
  /** Requests that may be open at once; more are refused, and their clients may send them again. */
  readonly maxConcurrentStreams: number;
  /** Names and values of the headers of one request, 32 bytes more for each (RFC 9113 §6.5.2). */
  readonly maxHeaderListBytes: number;
  /** Pseudo-headers counted. */
  readonly maxHeaders: number;
  /**
   * Requests that end by a reset, whoever sends it, and PING and SETTINGS frames, counted together: they cost the server
   * more than the client (CVE-2023-44487, CVE-2025-8671, CVE-2019-9512, CVE-2019-9515).
   */
  readonly idleFrames: FrameRate;
  /** Frames that break the protocol without ending the connection. */
  readonly maxInvalidFrames: number;
  /** Time without an open request after which a connection is closed. */
  readonly idleMs: number;
  /** Bytes of one request's body under way to a reader who is slow, and of all of a connection. */
  readonly streamWindowBytes: number;
  readonly connectionWindowBytes: number;
  /** Memory that a connection may take, in MB (10^6 bytes); then new requests of it are refused. */
  readonly maxMemoryMb: number;
}

export const HTTP2_LIMITS: Http2Limits = Object.freeze({
  maxConcurrentStreams: 250,
  maxHeaderListBytes: 16 * 1024,
  maxHeaders: 128,
  idleFrames: Object.freeze({ burst: 200, perSecond: 20 }),
  maxInvalidFrames: 100,
  idleMs: 72_000,
  streamWindowBytes: 256 * 1024,
  connectionWindowBytes: 1024 * 1024,
  maxMemoryMb: 32,
});
