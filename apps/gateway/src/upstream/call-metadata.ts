import type { IncomingHttpHeaders } from 'node:http';
import { Metadata } from '@grpc/grpc-js';
import { CORRELATION_HEADER, newId } from '@trilha/service-kit';

/** Headers that mean to a service what they mean here. */
const PASSED_ON = ['authorization', 'accept-language'] as const;
/** What gRPC metadata can carry as text. */
const METADATA_TEXT = /^[\x20-\x7e]*$/;
/** Printable ASCII without spaces, so that it can stand in any log and header. */
const CORRELATION_ID = /^[\x21-\x7e]{1,128}$/;

/** Before the name of metadata that a caller sends along, as grpc-gateway spells it. */
const METADATA_PREFIX = 'grpc-metadata-';
const METADATA_NAME = /^[0-9a-z_.-]+$/;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
/**
 * Names that say who calls, by which trace, or how the connection works: only the headers meant for it say the former,
 * only the gateway the latter.
 */
const RESERVED =
  /authorization|^(?:grpc-|x-trilha-|:)|^(?:x-correlation-id|traceparent|tracestate|cookie|set-cookie|host|te|trailer|transfer-encoding|connection|keep-alive|upgrade|expect|accept-encoding|content-.*|user-agent|forwarded|via|x-forwarded-.*|x-real-ip)$/;

/** The caller's correlation id when it is one, else a new one. */
export function correlationIdOf(headers: IncomingHttpHeaders): string {
  const given = headers[CORRELATION_HEADER];
  return typeof given === 'string' && CORRELATION_ID.test(given) ? given : newId();
}

/**
 * What a service is told besides the request: only headers named here get inside, and those that the caller sends as
 * `Grpc-Metadata-<name>`, unless the name is reserved or the value none that metadata can carry.
 */
export function callMetadata(headers: IncomingHttpHeaders, correlationId: string): Metadata {
  const metadata = new Metadata();
  metadata.set(CORRELATION_HEADER, correlationId);
  for (const name of PASSED_ON) {
    const value = headers[name];
    if (typeof value === 'string' && METADATA_TEXT.test(value)) metadata.set(name, value);
  }
  for (const header in headers) {
    if (header.startsWith(METADATA_PREFIX)) {
      setOwn(metadata, header.slice(METADATA_PREFIX.length), String(headers[header]));
    }
  }
  return metadata;
}

function setOwn(metadata: Metadata, name: string, value: string): void {
  const isReserved = RESERVED.test(name) || (PASSED_ON as readonly string[]).includes(name);
  if (isReserved || !METADATA_NAME.test(name)) return;
  if (!name.endsWith('-bin')) {
    if (METADATA_TEXT.test(value)) metadata.set(name, value);
  } else if (BASE64.test(value)) metadata.set(name, Buffer.from(value, 'base64'));
}
