import type { IncomingHttpHeaders } from 'node:http';
import { HttpRefusal } from '../errors/failure.js';

/** What validators are compared with. */
export interface Validators {
  /** Strong, with quotes. */
  readonly etag: string | undefined;
  readonly lastModified: Date | undefined;
}

export type Verdict = 'go-on' | 'not-modified' | 'precondition-failed';

/** Evaluates the conditions of a GET or HEAD in the order of RFC 9110 §13.2.2; If-Range apart. */
export function evaluatePreconditions(
  headers: IncomingHttpHeaders,
  { etag, lastModified }: Validators,
): Verdict {
  const ifMatch = headers['if-match'];
  if (ifMatch !== undefined) {
    if (!matches(ifMatch, etag, 'strong')) return 'precondition-failed';
  } else if (isAfter(lastModified, headers['if-unmodified-since'])) return 'precondition-failed';
  const ifNoneMatch = headers['if-none-match'];
  if (ifNoneMatch !== undefined) return matches(ifNoneMatch, etag, 'weak') ? 'not-modified' : 'go-on';
  const since = dateOf(headers['if-modified-since']);
  if (since === undefined || lastModified === undefined) return 'go-on';
  return isAfter(lastModified, headers['if-modified-since']) ? 'go-on' : 'not-modified';
}

export const preconditionFailed = (): HttpRefusal =>
  new HttpRefusal(412, 'PRECONDICAO_FALHOU', 'O arquivo não é mais o que a requisição espera');

/** Whether a Range still holds (RFC 9110 §13.1.5): without If-Range, or when it names exactly what is there. */
export function ifRangeHolds(header: string | undefined, { etag, lastModified }: Validators): boolean {
  if (header === undefined) return true;
  if (header.startsWith('"') || header.startsWith('W/')) return etag !== undefined && header === etag;
  const date = dateOf(header);
  return date !== undefined && lastModified !== undefined && seconds(date) === seconds(lastModified);
}

function matches(header: string, etag: string | undefined, comparison: 'strong' | 'weak'): boolean {
  if (etag === undefined) return false;
  if (header.trim() === '*') return true;
  const tags = header.match(/(?:W\/)?"[^"]*"/g) ?? [];
  return tags.some((tag) => (comparison === 'weak' ? tag.replace(/^W\//, '') : tag) === etag);
}

const isAfter = (lastModified: Date | undefined, header: string | undefined): boolean => {
  const date = dateOf(header);
  return date !== undefined && lastModified !== undefined && seconds(lastModified) > seconds(date);
};

function dateOf(header: string | undefined): Date | undefined {
  const time = Date.parse(header ?? '');
  return Number.isNaN(time) ? undefined : new Date(time);
}

/** HTTP dates have whole seconds. */
const seconds = (date: Date): number => Math.floor(date.getTime() / 1000);
