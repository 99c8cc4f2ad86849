import type { IncomingHttpHeaders } from 'node:http';
import { decodeBinaryHeader, encodeBinaryHeader } from '@connectrpc/connect';
import { Metadata } from '@grpc/grpc-js';
import { CORRELATION_HEADER } from '@trilha/service-kit';
import { isPassedOn } from '../upstream/passed-metadata.js';

/** What gRPC metadata can carry as text. */
const METADATA_TEXT = /^[\x20-\x7e]*$/;

/** The headers that Node read, without what HTTP/2 says of the request in place of a request line. */
export function webHeaders(headers: IncomingHttpHeaders): Headers {
  const web = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    if (name.startsWith(':') || value === undefined) continue;
    for (const one of [value].flat()) web.append(name, one);
  }
  return web;
}

/** HTTP headers as what a service is told; what can't be metadata is left out. */
export function metadataFrom(headers: Headers, correlationId: string): Metadata {
  const metadata = new Metadata();
  for (const [name, value] of headers) {
    if (!isPassedOn(name)) continue;
    if (name.endsWith('-bin')) {
      for (const bytes of bytesIn(value)) metadata.add(name, bytes);
    } else if (METADATA_TEXT.test(value)) metadata.add(name, value);
  }
  metadata.set(CORRELATION_HEADER, correlationId);
  return metadata;
}

/** Adds to HTTP headers what a service said besides its messages. */
export function addHeaders(headers: Headers, metadata: Metadata): void {
  for (const name of Object.keys(metadata.getMap())) {
    if (!isPassedOn(name) || name === CORRELATION_HEADER) continue;
    for (const value of metadata.get(name)) {
      headers.append(name, typeof value === 'string' ? value : encodeBinaryHeader(value));
    }
  }
}

function bytesIn(value: string): Buffer[] {
  try {
    return value.split(',').map((one) => Buffer.from(decodeBinaryHeader(one.trim())));
  } catch {
    return [];
  }
}
