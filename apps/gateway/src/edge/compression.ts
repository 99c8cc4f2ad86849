import { pipeline, Readable, type Transform } from 'node:stream';
import { promisify } from 'node:util';
import { brotliCompress, constants, createBrotliCompress, createGzip, gzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply } from 'fastify';

type Coding = 'br' | 'gzip';
/** Below it headers and a frame of the network outweigh what is saved. */
const MIN_BYTES = 1_024;
const TEXT = /^(?:application\/(?:json|problem\+json|x-ndjson|javascript)|text\/(?:html|css|javascript))\b/;
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };

const brotliWhole = promisify(brotliCompress);
const gzipWhole = promisify(gzip);

/**
 * Compresses what the gateway itself writes: JSON, NDJSON (each item on its way at once) and its pages. Raw bytes of the
 * services, parts of them and event streams go as they are.
 */
export function addCompression(app: FastifyInstance): void {
  app.decorateReply('verbatim', false);
  app.addHook('onSend', async (request, reply, payload) => {
    if (!isCompressible(reply)) return payload;
    void reply.header('vary', withAcceptEncoding(reply.getHeader('vary')));
    const coding = codingFor(request.headers['accept-encoding']);
    if (coding === undefined || request.method === 'HEAD') return payload;
    return compressed(payload, coding, reply);
  });
}

declare module 'fastify' {
  interface FastifyReply {
    /** The bytes are a service's own, and leave as they are. */
    verbatim: boolean;
  }
}

function isCompressible(reply: FastifyReply): boolean {
  const type = String(reply.getHeader('content-type') ?? '');
  const isWhole = reply.statusCode !== 206 && reply.getHeader('content-encoding') === undefined;
  return isWhole && !reply.verbatim && TEXT.test(type);
}

async function compressed(payload: unknown, coding: Coding, reply: FastifyReply): Promise<unknown> {
  if (payload instanceof Readable) {
    void reply.header('content-encoding', coding).removeHeader('content-length');
    const packer = packerOf(coding);
    // A source that breaks breaks the answer, and a reader who leaves ends the source.
    pipeline(payload, packer, () => {});
    return packer;
  }
  if (typeof payload !== 'string' && !Buffer.isBuffer(payload)) return payload;
  if (Buffer.byteLength(payload) < MIN_BYTES) return payload;
  void reply.header('content-encoding', coding).removeHeader('content-length');
  return coding === 'br' ? brotliWhole(payload, BROTLI) : gzipWhole(payload);
}

/** Each piece leaves before the next is made. */
const packerOf = (coding: Coding): Transform =>
  coding === 'br'
    ? createBrotliCompress({ ...BROTLI, flush: constants.BROTLI_OPERATION_FLUSH })
    : createGzip({ flush: constants.Z_SYNC_FLUSH });

/**
 * The coding that an Accept-Encoding likes best (RFC 9110 §12.5.3); of equals Brotli.
 *
 * @returns undefined for none
 */
export function codingFor(header: string | string[] | undefined): Coding | undefined {
  if (header === undefined) return undefined;
  const weights = new Map(
    String(header)
      .split(',')
      .map((one): [string, number] => {
        const [name = '', ...parameters] = one.split(';').map((part) => part.trim().toLowerCase());
        const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1';
        return [name, Number(weight) || 0];
      }),
  );
  const weightOf = (coding: string): number => weights.get(coding) ?? weights.get('*') ?? 0;
  const [best] = (['br', 'gzip'] as const).toSorted((a, b) => weightOf(b) - weightOf(a));
  if (best === undefined || weightOf(best) === 0) return undefined;
  return weightOf(best) >= (weights.get('identity') ?? 0) ? best : undefined;
}

function withAcceptEncoding(vary: unknown): string {
  const present = vary === undefined ? '' : String(vary);
  return present === '' ? 'Accept-Encoding' : `${present}, Accept-Encoding`;
}
