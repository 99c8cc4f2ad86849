/**
 * How much an Accept header wants a media type that it names itself (RFC 9110 §12.5.1); wildcards count for nothing,
 * because what is asked here is a wish for something unusual.
 *
 * @returns 0 when it is not named
 */
export function wishFor(type: string, accept = ''): number {
  const range = accept.split(',').find((one) => one.split(';')[0]?.trim().toLowerCase() === type);
  if (range === undefined) return 0;
  return Number(/;\s*q=([\d.]+)/i.exec(range)?.[1] ?? 1);
}
