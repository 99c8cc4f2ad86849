import { invalidFields } from './domain-error.js';

const DEFAULT_PAGE_SIZE = 10;
const MAX_PAGE_SIZE = 100;

/** A page of a list, and the token of the next one; the token is empty on the last page. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextPageToken: string;
}

/** The page size asked for (AIP-158): 10 when 0, never more than 100. */
export function pageSizeOf(requested: number): number {
  return requested === 0 ? DEFAULT_PAGE_SIZE : Math.min(requested, MAX_PAGE_SIZE);
}

/**
 * Makes a page of what was found when one item more than the page holds was asked for: the one too many tells that
 * another page follows.
 *
 * @param keyOf the sort key of the page's last item
 */
export function pageOf<T>(
  found: readonly T[],
  pageSize: number,
  keyOf: (last: T) => readonly (string | number)[],
): Page<T> {
  const items = found.slice(0, pageSize);
  const last = items.at(-1);
  const more = found.length > pageSize && last !== undefined;
  return { items, nextPageToken: more ? encodePageToken(keyOf(last)) : '' };
}

/** Wraps the sort key of the last item of a page; opaque to clients. */
export function encodePageToken(key: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/**
 * Reads a token made by {@link encodePageToken}.
 *
 * @param kinds the types of the key's parts, in order
 * @returns undefined for the first page (an empty token)
 * @throws DomainError kind `invalid`, naming `page_token`, when the token is not one of this list
 */
export function decodePageToken<const K extends readonly ('string' | 'number')[]>(
  token: string,
  kinds: K,
): { [I in keyof K]: K[I] extends 'string' ? string : number } | undefined {
  if (token === '') return undefined;
  const parts = parse(token);
  if (
    !Array.isArray(parts) ||
    parts.length !== kinds.length ||
    kinds.some((kind, i) => typeof parts[i] !== kind)
  ) {
    throw invalidFields([{ field: 'page_token', description: 'não é um token desta lista' }]);
  }
  return parts as never;
}

function parse(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
