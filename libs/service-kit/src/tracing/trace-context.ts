import { randomFillSync } from 'node:crypto';

/** A place in a trace, as W3C Trace Context (level 1) passes it on. */
export interface TraceContext {
  /** 32 lower-case hexadecimal digits, not all zero. */
  readonly traceId: string;
  /** 16 lower-case hexadecimal digits, not all zero. */
  readonly spanId: string;
  readonly sampled: boolean;
  /** `tracestate`, passed on as it came. */
  readonly state?: string;
}

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const ZEROES = /^0+$/;
const MAX_STATE = 512;

/** Reads `traceparent`; undefined when there is none that can be read, so that a new trace starts. */
export function parseTraceparent(traceparent: string | undefined, state?: string): TraceContext | undefined {
  if (traceparent === undefined) return undefined;
  const [, version, traceId, spanId, flags, more] = TRACEPARENT.exec(traceparent) ?? [];
  if (version === undefined || traceId === undefined || spanId === undefined || flags === undefined)
    return undefined;
  // Only later versions may carry more, and ff is no version.
  if (version === 'ff' || (version === '00' && more !== undefined)) return undefined;
  if (ZEROES.test(traceId) || ZEROES.test(spanId)) return undefined;
  const kept = state === undefined || state.length > MAX_STATE ? {} : { state };
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1, ...kept };
}

export const formatTraceparent = ({ traceId, spanId, sampled }: TraceContext): string =>
  `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;

/** A new span: below the parent, or the first of a new trace, which is sampled. */
export function newTraceContext(parent?: TraceContext): TraceContext {
  const spanId = randomHex(8);
  return parent === undefined ? { traceId: randomHex(16), spanId, sampled: true } : { ...parent, spanId };
}

const POOL = Buffer.allocUnsafe(4096);
let next = POOL.length;

/** From a pool: asking the system for a few bytes at each call costs more than the call's own bookkeeping. */
function randomHex(bytes: number): string {
  if (next + bytes > POOL.length) {
    randomFillSync(POOL);
    next = 0;
  }
  const hex = POOL.toString('hex', next, next + bytes);
  next += bytes;
  return ZEROES.test(hex) ? randomHex(bytes) : hex;
}
