import type { IncomingMessage } from 'node:http';
import { HttpRefusal } from '../errors/failure.js';
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

/** The chunks of a body as they arrive. Leaving early keeps the connection, so that an answer can be sent. */
export function chunksOf(request: IncomingMessage): AsyncIterable<Buffer> {
  return {
    [Symbol.asyncIterator]: () => request.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>,
  };
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
  const { 'content-length': length = '0', 'transfer-encoding': chunked } = request.headers;
  if (length === '0' && chunked === undefined) return;
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
