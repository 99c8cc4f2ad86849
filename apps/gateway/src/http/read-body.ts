import type { IncomingMessage } from 'node:http';
import type { Http2ServerRequest } from 'node:http2';
import { CallerGone, HttpRefusal } from '../errors/failure.js';
import type { JsonTree } from '../json/json-tree.js';
import { JsonSyntaxError, parseJson } from '../json/parse-json.js';
import { InvalidRequest } from '../transcoding/invalid-request.js';

const JSON_TYPE = /^application\/(?:json|[\w.+-]+\+json)$/i;

/**
 * Reads a whole body.
 *
 * @throws HttpRefusal 413 when it is larger than the limit
 */
export async function readBytes(request: IncomingMessage, limitBytes: number): Promise<Buffer> {
  refuseEncoded(request);
  if (Number(request.headers['content-length'] ?? 0) > limitBytes) throw tooLarge(limitBytes);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunksOf(request)) {
    size += chunk.length;
    if (size > limitBytes) throw tooLarge(limitBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * The chunks of a body as they arrive. Leaving early keeps the connection, so that an answer can be sent. A body that
 * breaks off throws CallerGone: part of it is never taken for the whole.
 */
export function chunksOf(request: IncomingMessage): AsyncIterable<Buffer> {
  return {
    [Symbol.asyncIterator]() {
      const chunks = request.iterator({ destroyOnReturn: false }) as AsyncIterableIterator<Buffer>;
      const checked = (next: IteratorResult<Buffer>): IteratorResult<Buffer> => {
        if (next.done && brokeOff(request)) throw new CallerGone();
        return next;
      };
      const failed = (error: unknown): never => {
        throw brokeOff(request) ? new CallerGone() : error;
      };
      return {
        next: () => chunks.next().then(checked, failed),
        return: async () => (await chunks.return?.()) ?? { done: true, value: undefined },
      };
    },
  };
}

/** Node ends the body of a request by HTTP/2 that was reset as if it were whole. */
function brokeOff(request: IncomingMessage): boolean {
  const stream = streamOf(request);
  return stream === undefined ? !request.complete : stream.aborted;
}

/** The stream of a request by HTTP/2; undefined for one by HTTP/1.1. */
const streamOf = (request: IncomingMessage): Http2ServerRequest['stream'] | undefined =>
  (request as unknown as Partial<Http2ServerRequest>).stream;

/** Whether the head of the request says that no body follows. */
function isBodiless(request: IncomingMessage): boolean {
  const stream = streamOf(request);
  if (stream !== undefined) return stream.endAfterHeaders;
  const { 'content-length': length = '0', 'transfer-encoding': chunked } = request.headers;
  return length === '0' && chunked === undefined;
}

/**
 * Reads a JSON body.
 *
 * @returns undefined when the body is empty
 * @throws HttpRefusal 413 or 415
 * @throws JsonSyntaxError
 */
export async function readJson(request: IncomingMessage, limitBytes: number): Promise<JsonTree | undefined> {
  const bytes = await readBytes(request, limitBytes);
  if (bytes.length === 0) return undefined;
  requireJson(request.headers['content-type']);
  return parseJson(utf8(bytes));
}

/** Refuses a body where the route takes none. */
export async function refuseBody(request: IncomingMessage): Promise<void> {
  if (isBodiless(request)) return;
  for await (const chunk of chunksOf(request)) {
    if (chunk.length > 0) {
      throw new InvalidRequest([{ field: 'body', description: 'este caminho não leva corpo' }]);
    }
  }
}

/** @throws HttpRefusal 415 unless the type is JSON in UTF-8 */
export function requireJson(contentType: string | undefined): void {
  const [type = '', ...parameters] = (contentType ?? '').split(';').map((part) => part.trim());
  const charset = parameters.find((one) => /^charset=/i.test(one))?.slice('charset='.length);
  const isUtf8 = charset === undefined || /^"?utf-?8"?$/i.test(charset);
  if (!JSON_TYPE.test(type) || !isUtf8) {
    throw new HttpRefusal(415, 'TIPO_NAO_ACEITO', 'Envie o corpo como application/json em UTF-8');
  }
}

/** @throws JsonSyntaxError when the bytes are no UTF-8, or begin with a byte order mark */
export function utf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new JsonSyntaxError('o corpo não é UTF-8 válido');
  }
}

/** @throws HttpRefusal 415 when the body is compressed: its bytes would be taken for the content */
export function refuseEncoded({ headers }: IncomingMessage): void {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') {
    throw new HttpRefusal(415, 'CODIFICACAO_NAO_ACEITA', 'Envie o corpo sem content-encoding', {
      'accept-encoding': 'identity',
    });
  }
}

const tooLarge = (limitBytes: number): HttpRefusal =>
  new HttpRefusal(413, 'CORPO_GRANDE_DEMAIS', `O corpo passa de ${limitBytes} bytes`);
