import { fromBinary } from '@bufbuild/protobuf';
import type { Any } from '@trilha/proto-gen/any';
import { HttpBody } from '@trilha/proto-gen/api';
import type { FastifyReply } from 'fastify';
import type { HttpBinding } from '../transcoding/http-rule.js';

/** A google.api.HttpBody, wherever in the response it was. */
export interface RawBody {
  readonly contentType: string;
  readonly data: Buffer;
  readonly extensions: readonly Any[];
}

/** Types whose scripts a browser would run; sent sandboxed, because uploads must not act as this origin. */
const ACTIVE = /^(?:text\/html|(?:text|application)\/xml|[^;]+\+xml)\b/i;
/** `type/subtype` with parameters, as a header can carry it (RFC 9110 §8.3.1, parameters not looked into). */
const MEDIA_TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:[ \t]*;[\t\x20-\x7e]*)?$/;

/** Reads the HttpBody that a response is, or has in its `response_body`. */
export function httpBodyReader({ method, responseBody }: HttpBinding): (message: Uint8Array) => RawBody {
  if (responseBody === undefined) return (message) => HttpBody.decode(message);
  return (message) => {
    const whole = fromBinary(method.output, message) as unknown as Record<
      string,
      Partial<RawBody> | undefined
    >;
    const {
      contentType = '',
      data = new Uint8Array(),
      extensions = [],
    } = whole[responseBody.localName] ?? {};
    return {
      contentType,
      data: Buffer.from(data),
      extensions: extensions.map(({ typeUrl, value }) => ({ typeUrl, value: Buffer.from(value) })),
    };
  };
}

/** Sets the headers that every answer of raw bytes has. A type that is none counts as unknown. */
export function sendHeadersOf(reply: FastifyReply, { contentType }: RawBody): void {
  const type = MEDIA_TYPE.test(contentType) ? contentType : 'application/octet-stream';
  void reply.header('content-type', type);
  reply.verbatim = true;
  // Viewers of browsers (PDF, video) are pages too, and need what a policy for pages would take from them.
  if (ACTIVE.test(type)) void reply.header('content-security-policy', "default-src 'none'; sandbox");
  else void reply.removeHeader('content-security-policy');
}
