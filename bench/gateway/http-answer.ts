/** Head and body of one answer, as far as a caller needs them. */
export interface HttpAnswer {
  readonly status: number;
  /** Where the body begins in the bytes, and where it ends. */
  readonly bodyAt: number;
  readonly endsAt: number;
}

const HEAD_END = '\r\n\r\n';
const LENGTH = /\r\ncontent-length: *(\d+)/i;

/**
 * Reads the one answer that these bytes begin with.
 *
 * @returns undefined while it has not arrived whole
 * @throws Error for an answer whose length its head does not tell
 */
export function readHttpAnswer(bytes: Buffer): HttpAnswer | undefined {
  const headEnd = bytes.indexOf(HEAD_END);
  if (headEnd < 0) return undefined;
  const head = bytes.toString('latin1', 0, headEnd);
  const length = LENGTH.exec(head)?.[1];
  if (length === undefined) throw new Error(`an answer without content-length: ${head.split('\r\n', 1)[0]}`);
  const bodyAt = headEnd + HEAD_END.length;
  const endsAt = bodyAt + Number(length);
  return bytes.length < endsAt ? undefined : { status: Number(head.slice(9, 12)), bodyAt, endsAt };
}
