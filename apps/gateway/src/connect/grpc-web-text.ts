import { Code, ConnectError } from '@connectrpc/connect';
import type { UniversalServerRequest, UniversalServerResponse } from '@connectrpc/connect/protocol';

const TEXT_TYPE = /^application\/grpc-web-text(?=$|[+; ])/i;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

type Chunks = AsyncIterable<Uint8Array>;

/** Whether a request is gRPC-Web in base64, for browsers that can't read bytes as they arrive. */
export const isGrpcWebText = ({ header }: UniversalServerRequest): boolean =>
  TEXT_TYPE.test(header.get('content-type') ?? '');

/** The same request as binary gRPC-Web. Reading its body throws ConnectError when it is no base64. */
export function textDecoded(request: UniversalServerRequest): UniversalServerRequest {
  const header = new Headers(request.header);
  header.set('content-type', retyped(header, TEXT_TYPE, 'application/grpc-web'));
  return { ...request, header, body: decoded(request.body as Chunks) };
}

/** The answer to such a request; one that is no gRPC-Web stays as it is. */
export function textEncoded(response: UniversalServerResponse): UniversalServerResponse {
  const { header, body } = response;
  if (header === undefined || !header.get('content-type')?.startsWith('application/grpc-web'))
    return response;
  const text = new Headers(header);
  text.set('content-type', retyped(header, /^application\/grpc-web/, 'application/grpc-web-text'));
  return { ...response, header: text, body: body === undefined ? undefined : encoded(body) };
}

const retyped = (header: Headers, from: RegExp, to: string): string =>
  (header.get('content-type') ?? '').replace(from, to);

/** Each chunk is padded by itself, so that whoever receives it can read it whole. */
async function* encoded(chunks: Chunks): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) yield Buffer.from(Buffer.from(chunk).toString('base64'));
}

/** Clients may pad in the middle, wherever they flushed; chunks of the connection end anywhere. */
async function* decoded(chunks: Chunks): AsyncGenerator<Uint8Array> {
  let rest = '';
  for await (const chunk of chunks) {
    const text = rest + Buffer.from(chunk).toString('latin1');
    const whole = text.length - (text.length % 4);
    rest = text.slice(whole);
    if (whole > 0) yield bytesOf(text.slice(0, whole));
  }
  if (rest !== '') yield bytesOf(rest);
}

function bytesOf(text: string): Buffer {
  const parts = text.split(/(?<==)(?!=)/);
  if (!parts.every((part) => BASE64.test(part))) {
    throw new ConnectError('O corpo não é base64', Code.InvalidArgument);
  }
  return Buffer.concat(parts.map((part) => Buffer.from(part, 'base64')));
}
