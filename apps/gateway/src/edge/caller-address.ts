import type { IncomingMessage } from 'node:http';
import proxyAddr from '@fastify/proxy-addr';
import type { Metadata } from '@grpc/grpc-js';

/** Tells the address of who calls. */
export type CallerAddress = (peer: string, metadata: Metadata) => string;

/**
 * The address a native call comes from, by the rules that hold for HTTP: that of the connection, or behind proxies that are
 * trusted the last one in `x-forwarded-for` that is not theirs.
 *
 * @param trustProxy addresses and networks of the proxies
 */
export function createCallerAddress(trustProxy: readonly string[]): CallerAddress {
  if (trustProxy.length === 0) return hostOf;
  const trust = proxyAddr.compile([...trustProxy]);
  return (peer, metadata) => {
    const forwarded = metadata.get('x-forwarded-for').join(', ');
    const request = { socket: { remoteAddress: hostOf(peer) }, headers: { 'x-forwarded-for': forwarded } };
    return proxyAddr(request as unknown as IncomingMessage, trust);
  };
}

/** grpc-js sets the port behind the address, of IPv6 without brackets; of a connection that is gone it knows neither. */
const hostOf = (peer: string): string => peer.replace(/:\d+$/, '');
