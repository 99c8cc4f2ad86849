import type { Metadata } from '@grpc/grpc-js';

/**
 * What belongs to one connection, one protocol or one browser, and what only the inside may say: never passed on, in
 * neither direction.
 */
const KEPT_BACK = new Set([
  ...['accept', 'accept-encoding', 'cache-control', 'connection', 'cookie', 'date', 'dnt', 'expect'],
  ...[
    'forwarded',
    'host',
    'http2-settings',
    'keep-alive',
    'origin',
    'pragma',
    'priority',
    'referer',
    'server',
  ],
  ...['set-cookie', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'user-agent', 'via', 'x-real-ip'],
  ...['x-request-timeout', 'x-user-agent'],
]);
const KEPT_BACK_PREFIX =
  /^(?::|access-control-|connect-|content-|grpc-|if-|proxy-|sec-|x-forwarded-|x-grpc-|x-trilha-)/;

const MAX_KNOWN_NAMES = 1_000;
const known = new Map<string, boolean>();

/** @param name in lower case */
export function isPassedOn(name: string): boolean {
  // The same dozen names come with every call; what strangers make up is not remembered for ever.
  let passes = known.get(name);
  if (passes === undefined) {
    passes = !KEPT_BACK.has(name) && !KEPT_BACK_PREFIX.test(name);
    if (known.size < MAX_KNOWN_NAMES) known.set(name, passes);
  }
  return passes;
}

/** What of the metadata of one side the other side is told. */
export function passedOn(from: Metadata): Metadata {
  // A copy is not validated anew, value by value, as what is added is.
  const to = from.clone();
  for (const name of Object.keys(from.toJSON())) {
    if (!isPassedOn(name)) to.remove(name);
  }
  return to;
}
