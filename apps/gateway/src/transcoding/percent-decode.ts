/** A path or query that is not valid percent-encoded UTF-8. */
export class BadEncodingError extends Error {
  constructor(readonly text: string) {
    super('invalid percent-encoding');
    this.name = 'BadEncodingError';
  }
}

/**
 * Decodes once. `+` stays a plus.
 *
 * @throws BadEncodingError
 */
export function percentDecode(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    throw new BadEncodingError(text);
  }
}

/**
 * Decodes once, but leaves `%2F` and `%2f` as they are, so that slashes inside a segment and those between segments stay
 * apart where several segments end up in one value (google/api/http.proto, "Path template syntax").
 *
 * @throws BadEncodingError
 */
export function percentDecodeKeepingSlashes(text: string): string {
  if (!text.includes('%')) return text;
  return text
    .split(/(%2f)/i)
    .map((part) => (part.toLowerCase() === '%2f' ? part : percentDecode(part)))
    .join('');
}

/**
 * The parameters of a query in their order; `+` is a space there, as HTML forms send it.
 *
 * @throws BadEncodingError
 */
export function parseQuery(query: string): [name: string, value: string][] {
  return query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=');
      const [name, value] = equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
      return [percentDecode(name.replaceAll('+', ' ')), percentDecode(value.replaceAll('+', ' '))];
    });
}
