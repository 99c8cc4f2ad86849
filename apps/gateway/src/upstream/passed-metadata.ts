import { Metadata } from '@grpc/grpc-js';

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

/** @param name in lower case */
export const isPassedOn = (name: string): boolean => !KEPT_BACK.has(name) && !KEPT_BACK_PREFIX.test(name);

/** What of the metadata of one side the other side is told. */
export function passedOn(from: Metadata): Metadata {
  const to = new Metadata();
  for (const name of Object.keys(from.getMap())) {
    if (!isPassedOn(name)) continue;
    for (const value of from.get(name)) to.add(name, value);
  }
  return to;
}
