import type { IncomingHttpHeaders } from 'node:http';
import { Metadata } from '@grpc/grpc-js';
import { CORRELATION_HEADER, newId } from '@trilha/service-kit';

/** Headers that mean to a service what they mean here. */
const PASSED_ON = ['authorization', 'accept-language'] as const;
/** What gRPC metadata can carry as text. */
const METADATA_TEXT = /^[\x20-\x7e]*$/;
/** Printable ASCII without spaces, so that it can stand in any log and header. */
const CORRELATION_ID = /^[\x21-\x7e]{1,128}$/;

/** The caller's correlation id when it is one, else a new one. */
export function correlationIdOf(headers: IncomingHttpHeaders): string {
  const given = headers[CORRELATION_HEADER];
  return typeof given === 'string' && CORRELATION_ID.test(given) ? given : newId();
}

/** What a service is told besides the request: only headers named here get inside. */
export function callMetadata(headers: IncomingHttpHeaders, correlationId: string): Metadata {
  const metadata = new Metadata();
  metadata.set(CORRELATION_HEADER, correlationId);
  for (const name of PASSED_ON) {
    const value = headers[name];
    if (typeof value === 'string' && METADATA_TEXT.test(value)) metadata.set(name, value);
  }
  return metadata;
}
