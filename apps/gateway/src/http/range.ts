/** Which part of an object a request wants. */
export type WantedRange =
  | { readonly kind: 'whole' }
  /** From `offset` on; `limit` bytes at most, 0 for all that follow. */
  | { readonly kind: 'part'; readonly offset: bigint; readonly limit: bigint }
  /** The last `length` bytes. */
  | { readonly kind: 'suffix'; readonly length: bigint };

const SINGLE_RANGE = /^bytes=\s*(\d{0,19})-(\d{0,19})\s*$/i;
const MAX_OFFSET = 2n ** 63n - 1n;

/**
 * Reads a Range header (RFC 9110 §14.2). Several ranges, other units and malformed ranges count as none, so that the
 * whole object is answered, as the RFC allows.
 */
export function parseRange(header: string | undefined): WantedRange {
  const [, first, last] = SINGLE_RANGE.exec(header ?? '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return { kind: 'whole' };
  if (first === '') return { kind: 'suffix', length: capped(last) };
  const offset = capped(first);
  if (last === '') return { kind: 'part', offset, limit: 0n };
  const end = capped(last);
  return end < offset ? { kind: 'whole' } : { kind: 'part', offset, limit: capped(end - offset + 1n) };
}

function capped(value: string | bigint): bigint {
  const exact = BigInt(value);
  return exact > MAX_OFFSET ? MAX_OFFSET : exact;
}

/** The query parameters that ask a service for the part. */
export function rangeParameters(wanted: WantedRange): [name: string, value: string][] {
  if (wanted.kind === 'whole') return [];
  if (wanted.kind === 'suffix') return [['read_offset', String(-wanted.length)]];
  return [
    ['read_offset', String(wanted.offset)],
    ['read_limit', String(wanted.limit)],
  ];
}
