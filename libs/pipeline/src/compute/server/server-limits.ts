/** Bounds of a compute server. */
export interface ComputeServerLimits {
  /** Of one request, without the length before it. */
  readonly maxFrameBytes: number;
  readonly maxConnections: number;
  /** Requests of one connection without an answer; the next is read when one has it. */
  readonly maxInFlight: number;
  /** A connection without requests in flight that says nothing, or one that takes no answers, is ended after this. */
  readonly idleMs: number;
  /** How long requests in flight may take to end when the server closes. */
  readonly drainGraceMs: number;
}

export const DEFAULT_LIMITS: ComputeServerLimits = Object.freeze({
  maxFrameBytes: 64 * 1024,
  maxConnections: 1_024,
  maxInFlight: 1_024,
  idleMs: 300_000,
  drainGraceMs: 10_000,
});
