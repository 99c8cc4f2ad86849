import { Readable } from 'node:stream';
import type { ObjectInfo } from '@trilha/proto-gen/midia';
import { HttpRefusal } from '../errors/failure.js';
import { exactly } from './exactly.js';
import { sendHeadersOf } from './http-body.js';
import { sendFileName, sendValidators, validatorsOf } from './object-info.js';
import { isOutOfRange, type OpenedStream } from './object-stream.js';
import { evaluatePreconditions, ifRangeHolds, preconditionFailed } from './preconditions.js';
import { parseRange, rangeParameters, type WantedRange } from './range.js';
import type { RestCall, RestTools } from './rest-call.js';

/** Opens the stream with more query parameters. */
type Open = (parameters: [name: string, value: string][]) => Promise<OpenedStream>;

/** Answers with the bytes of a stream; of a whole object, or part of it, with its validators. */
type Send = (stream: OpenedStream, wanted: WantedRange, described: boolean) => Promise<void>;

const WHOLE: WantedRange = { kind: 'whole' };
const PARTIAL = ['read_offset', 'readOffset', 'read_limit', 'readLimit'];

/**
 * Answers with a stream of raw bytes. Where its first message describes the object and the request has `read_offset` and
 * `read_limit`, conditions and ranges hold as RFC 9110 §13 and §14 say; a service is asked for no more than the part.
 */
export async function answerBytes(call: RestCall, tools: RestTools, open: Open): Promise<void> {
  const send: Send = (...what) => sendBytes(call, tools, ...what);
  const { route, request, query } = call;
  const fields = new Set(route.method.input.fields.map(({ name }) => name));
  const ranged = fields.has('read_offset') && fields.has('read_limit');
  // A caller who gives the part as parameters gets just these bytes.
  if (!ranged || query.some(([name]) => PARTIAL.includes(name))) return send(await open([]), WHOLE, false);
  const wanted = request.method === 'GET' ? parseRange(request.headers.range) : WHOLE;
  const isNothing = wanted.kind === 'suffix' && wanted.length === 0n;
  const part = isNothing ? undefined : await openPart(open, wanted);
  if (part === undefined) return answerBeyondEnd(call, send, await open([]), wanted);
  if (wanted.kind !== 'whole' && part.info?.comprimento === 0n) {
    await part.cancel();
    return answerBeyondEnd(call, send, await open([]), wanted);
  }
  if (await answeredByCondition(call, part)) return;
  if (wanted.kind !== 'whole' && !ifRangeHolds(ifRange(call), validatorsOf(part.info))) {
    await part.cancel();
    return send(await open([]), WHOLE, true);
  }
  return send(part, wanted, true);
}

/** @returns undefined when the part lies beyond the end */
async function openPart(open: Open, wanted: WantedRange): Promise<OpenedStream | undefined> {
  try {
    return await open(rangeParameters(wanted));
  } catch (error) {
    if (wanted.kind !== 'whole' && isOutOfRange(error)) return undefined;
    throw error;
  }
}

/** 416 with the size, unless a condition or If-Range says something else first. */
async function answerBeyondEnd(
  call: RestCall,
  send: Send,
  whole: OpenedStream,
  wanted: WantedRange,
): Promise<void> {
  if (await answeredByCondition(call, whole)) return;
  const size = whole.info?.tamanhoBytes ?? 0n;
  const isLongSuffix = wanted.kind === 'suffix' && size > 0n && wanted.length >= size;
  if (!ifRangeHolds(ifRange(call), validatorsOf(whole.info))) return send(whole, WHOLE, true);
  if (isLongSuffix) return send(whole, wanted, true);
  await whole.cancel();
  throw new HttpRefusal(416, 'INTERVALO_FORA_DO_ARQUIVO', 'O intervalo pedido fica além do fim do arquivo', {
    'content-range': `bytes */${size}`,
    'accept-ranges': 'bytes',
  });
}

async function answeredByCondition(call: RestCall, stream: OpenedStream): Promise<boolean> {
  const verdict = evaluatePreconditions(call.request.headers, validatorsOf(stream.info));
  if (verdict === 'go-on') return false;
  await stream.cancel();
  if (verdict === 'precondition-failed') {
    throw preconditionFailed();
  }
  if (stream.info !== undefined) describe(call, stream.info);
  void call.reply.code(304).send();
  return true;
}

async function sendBytes(
  call: RestCall,
  tools: RestTools,
  stream: OpenedStream,
  wanted: WantedRange,
  described: boolean,
): Promise<void> {
  const { reply, request } = call;
  const { first, info } = stream;
  sendHeadersOf(reply, first ?? { contentType: '', data: Buffer.alloc(0), extensions: [] });
  if (info !== undefined) {
    if (described) describe(call, info);
    sendFileName(reply, info);
    void reply.header('content-length', String(info.comprimento));
    if (wanted.kind !== 'whole') {
      const last = info.inicio + info.comprimento - 1n;
      void reply.code(206).header('content-range', `bytes ${info.inicio}-${last}/${info.tamanhoBytes}`);
    }
  }
  if (request.method === 'HEAD') {
    await stream.cancel();
    void reply.send();
    return;
  }
  const bytes = info === undefined ? stream.bytes() : exactly(info.comprimento, stream.bytes());
  void reply.send(Readable.from(noted(bytes, call, tools), { objectMode: false }));
}

function describe({ reply }: RestCall, info: ObjectInfo): void {
  void reply.header('accept-ranges', 'bytes');
  sendValidators(reply, info);
}

/** A failure that no status can tell any more is told to the log; to the caller, by an answer that breaks off. */
async function* noted(
  bytes: AsyncIterable<Buffer>,
  call: RestCall,
  tools: RestTools,
): AsyncGenerator<Buffer> {
  try {
    yield* bytes;
  } catch (error) {
    if (call.reply.raw.headersSent) tools.noteFailure(error, call);
    throw error;
  }
}

const ifRange = ({ request }: RestCall): string | undefined => {
  const header = request.headers['if-range'];
  return typeof header === 'string' ? header : undefined;
};
