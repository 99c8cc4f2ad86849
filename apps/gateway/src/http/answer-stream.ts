import { Readable } from 'node:stream';
import { type Beat, beats } from './beats.js';
import { eventStream, type ItemFormat, ndjson, wantsEvents } from './item-format.js';
import type { RestCall, RestTools } from './rest-call.js';

/**
 * Answers with the messages of a server stream, one JSON item each, as they are made. The HTTP status waits for the first
 * item, so a failure before it has a status of its own; a failure after it becomes the last item. An event stream
 * answers its headers earlier when nothing is made for a while, because browsers wait for them.
 */
export async function answerStream(
  call: RestCall,
  messages: AsyncIterable<Uint8Array>,
  tools: RestTools,
): Promise<void> {
  const { request, reply } = call;
  const format = wantsEvents(request.headers.accept) ? eventStream : ndjson;
  const { heartbeatMs, openAfterMs } = tools.limits;
  const pulse = format.heartbeat === undefined ? undefined : { firstMs: openAfterMs, everyMs: heartbeatMs };
  const source = beats(texts(messages, call), pulse)[Symbol.asyncIterator]();
  const first = await source.next();
  void reply
    .header('content-type', format.contentType)
    .header('cache-control', 'no-store')
    .header('x-accel-buffering', 'no')
    .send(Readable.from(items(call, first, source, format, tools), { objectMode: false }));
}

/** Messages as JSON. Made before the status is sent, because a first one that can't be read is a failure before it. */
async function* texts(messages: AsyncIterable<Uint8Array>, { route }: RestCall): AsyncGenerator<string> {
  for await (const message of messages) yield route.encodeResponse(message);
}

async function* items(
  call: RestCall,
  first: IteratorResult<Beat<string>>,
  source: AsyncIterator<Beat<string>>,
  format: ItemFormat,
  tools: RestTools,
): AsyncGenerator<Buffer> {
  const resume = format === eventStream ? call.route.resume : undefined;
  const write = (json: string): string => format.item(json, resume?.idOf(json));
  try {
    for (let next = first; !next.done; next = await source.next()) {
      const text = next.value.silent ? (format.heartbeat ?? '') : write(next.value.item);
      yield Buffer.from(text);
    }
  } catch (error) {
    yield Buffer.from(format.failure(tools.describeFailure(error, call)));
  } finally {
    await source.return?.();
  }
}
