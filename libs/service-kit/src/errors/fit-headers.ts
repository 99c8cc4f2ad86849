import type { FieldViolation } from '../base/index.js';

// A status travels in HTTP/2 headers, and one above 64 KiB (the limit of nghttp2) never arrives: its client would wait
// until its deadline. These bounds keep the whole of it, with base64 and percent-encoding, below that.
const MAX_MESSAGE = 2_000;
const MAX_FACT = 500;
const MAX_VIOLATIONS_BYTES = 16 * 1024;

/** A message for people, shortened when need be. Half a surrogate pair, which no header can carry, becomes U+FFFD. */
export const fittingMessage = (text: string): string => shortened(text, MAX_MESSAGE);

export const fittingFacts = (facts: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(facts).map(([name, text]) => [name, shortened(text, MAX_FACT)]));

/** The first of the violations, as many as fit. */
export function fittingViolations(violations: readonly FieldViolation[]): FieldViolation[] {
  let left = MAX_VIOLATIONS_BYTES;
  const fitting: FieldViolation[] = [];
  for (const { field, description } of violations) {
    const violation = { field: shortened(field, MAX_FACT), description: shortened(description, MAX_FACT) };
    left -= Buffer.byteLength(violation.field) + Buffer.byteLength(violation.description);
    if (left < 0) break;
    fitting.push(violation);
  }
  return fitting;
}

function shortened(text: string, max: number): string {
  const short = text.length <= max ? text : `${text.slice(0, max - 1).replace(/[\ud800-\udbff]$/, '')}…`;
  return Buffer.from(short).toString();
}
