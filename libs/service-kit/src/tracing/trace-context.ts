import { randomBytes } from 'node:crypto';

/** Where a span stands in its trace, as W3C Trace Context (level 1) carries it from process to process. */
export interface TraceContext {
  /** 32 lowercase hex digits, not all zero. */
  readonly traceId: string;
  /** 16 lowercase hex digits, not all zero. */
  readonly spanId: string;
  /** Whether whoever began the trace records it. */
  readonly sampled: boolean;
  /** `tracestate` of other tracing systems, only passed on. */
  readonly state?: string;
}

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const ZEROS = /^0+$/;
const MAX_STATE_LENGTH = 512;
const MAX_STATE_MEMBERS = 32;
/** One member of `tracestate`: key, or tenant@vendor, then the value; W3C Trace Context, 3.3.1.3. */
const STATE_MEMBER =
  /^(?:[a-z][a-z0-9_\-*/]{0,255}|[a-z0-9][a-z0-9_\-*/]{0,240}@[a-z][a-z0-9_\-*/]{0,13})=[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/;

/**
 * Reads what a caller sent.
 *
 * @returns undefined when it is missing or not valid, so that a new trace starts; a `tracestate` that is not valid is
 * left out and does not harm the rest
 */
export function parseTraceparent(
  traceparent: string | undefined,
  tracestate?: string,
): TraceContext | undefined {
  const parts = traceparent === undefined ? null : TRACEPARENT.exec(traceparent);
  if (parts === null) return undefined;
  const [, version, traceId = '', spanId = '', flags = '', more] = parts;
  // A later version may say more after the flags; this one may not. ff is no version.
  if (version === 'ff' || (version === '00' && more !== undefined)) return undefined;
  if (ZEROS.test(traceId) || ZEROS.test(spanId)) return undefined;
  const sampled = (Number.parseInt(flags, 16) & 1) === 1;
  const state = parseState(tracestate);
  return state === undefined ? { traceId, spanId, sampled } : { traceId, spanId, sampled, state };
}

/** The `traceparent` header to send on. */
export function formatTraceparent({ traceId, spanId, sampled }: TraceContext): string {
  return `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;
}

/** A new span below `parent`; without one, the first span of a new trace that whoever can record, records. */
export function newTraceContext(parent?: TraceContext): TraceContext {
  return parent === undefined
    ? { traceId: newTraceId(), spanId: newSpanId(), sampled: true }
    : { ...parent, spanId: newSpanId() };
}

/** 16 random bytes in hex. */
export const newTraceId = (): string => randomHex(32);
/** 8 random bytes in hex. */
export const newSpanId = (): string => randomHex(16);

function parseState(tracestate: string | undefined): string | undefined {
  if (tracestate === undefined || tracestate.length > MAX_STATE_LENGTH) return undefined;
  const members = tracestate
    .split(',')
    .map((member) => member.replace(/^[ \t]+|[ \t]+$/g, ''))
    .filter((member) => member !== '');
  const keys = new Set(members.map((member) => member.split('=', 1)[0]));
  const valid =
    members.length > 0 &&
    members.length <= MAX_STATE_MEMBERS &&
    keys.size === members.length &&
    members.every((member) => STATE_MEMBER.test(member));
  return valid ? members.join(',') : undefined;
}

/** Random bytes are cheap by the page and dear by the dozen. */
const POOL_BYTES = 4_096;
let pool = '';
let used = 0;

function randomHex(digits: number): string {
  for (;;) {
    if (used + digits > pool.length) {
      pool = randomBytes(POOL_BYTES).toString('hex');
      used = 0;
    }
    const hex = pool.slice(used, used + digits);
    used += digits;
    if (!ZEROS.test(hex)) return hex;
  }
}
