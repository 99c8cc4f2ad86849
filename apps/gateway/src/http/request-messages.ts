import { HttpRefusal } from '../errors/failure.js';
import type { JsonTree } from '../json/json-tree.js';
import { parseJson } from '../json/parse-json.js';
import { encodeRawBody, encodeRequest } from '../transcoding/request-message.js';
import type { Bytes } from '../upstream/raw-client.js';
import { chunksOf, readBytes, readJson, refuseBody, refuseEncoded, utf8 } from './read-body.js';
import type { RestCall, RestTools } from './rest-call.js';

const CHUNK_BYTES = 64 * 1024;
const NEWLINE = 10;
/** White space as JSON knows it, so that a line is as strict as a body. */
const BLANK = /^[ \t\r]*$/;

/** The request message of a method that takes one. */
export async function requestMessage(call: RestCall, tools: RestTools): Promise<Bytes> {
  const { route, request } = call;
  const { bodyLimitBytes } = tools.limits;
  if (route.rawRequest) {
    const data = await readBytes(request.raw, bodyLimitBytes);
    return Buffer.concat([
      parameters(call, tools),
      encodeRawBody(route, { contentType: typeOf(call), data }),
    ]);
  }
  if (route.body.kind === 'none') {
    await refuseBody(request.raw);
    return parameters(call, tools);
  }
  return withBody(call, tools, await readJson(request.raw, bodyLimitBytes));
}

/**
 * The request messages of a method that takes a stream: of raw bytes first the parameters, then pieces of at most 64 KiB
 * as they arrive; of JSON one message a line, the parameters in each.
 */
export async function* requestMessages(call: RestCall, tools: RestTools): AsyncGenerator<Bytes> {
  refuseEncoded(call.request.raw);
  if (!call.route.rawRequest) {
    yield* jsonLines(call, tools);
    return;
  }
  yield Buffer.concat([parameters(call, tools), encodeRawBody(call.route, { contentType: typeOf(call) })]);
  for await (const chunk of chunksOf(call.request.raw)) {
    for (let start = 0; start < chunk.length; start += CHUNK_BYTES) {
      yield encodeRawBody(call.route, { data: chunk.subarray(start, start + CHUNK_BYTES) });
    }
  }
}

async function* jsonLines(call: RestCall, tools: RestTools): AsyncGenerator<Bytes> {
  const { bodyLimitBytes } = tools.limits;
  let pending: Buffer = Buffer.alloc(0);
  for await (const chunk of chunksOf(call.request.raw)) {
    pending = Buffer.concat([pending, chunk]);
    for (let end = pending.indexOf(NEWLINE); end >= 0; end = pending.indexOf(NEWLINE)) {
      yield* jsonLine(call, tools, pending.subarray(0, end));
      pending = pending.subarray(end + 1);
    }
    if (pending.length > bodyLimitBytes) {
      throw new HttpRefusal(413, 'CORPO_GRANDE_DEMAIS', `Uma linha passa de ${bodyLimitBytes} bytes`);
    }
  }
  yield* jsonLine(call, tools, pending);
}

function* jsonLine(call: RestCall, tools: RestTools, line: Uint8Array): Generator<Bytes> {
  const text = utf8(line);
  if (!BLANK.test(text)) yield withBody(call, tools, parseJson(text));
}

const parameters = (call: RestCall, tools: RestTools): Bytes => withBody(call, tools, undefined);

const withBody = ({ route, captures, query }: RestCall, { json }: RestTools, body: JsonTree | undefined) =>
  encodeRequest(route, { captures, query, body }, json);

const typeOf = ({ request }: RestCall): string =>
  request.headers['content-type'] ?? 'application/octet-stream';
