import { createHash } from 'node:crypto';
import { httpBodyReader, sendHeadersOf } from './http-body.js';
import { evaluatePreconditions } from './preconditions.js';
import type { RestCall } from './rest-call.js';

/** Answers with the one message of a unary method: as JSON, or as raw bytes when it is a google.api.HttpBody. */
export function answerMessage(call: RestCall, message: Uint8Array): void {
  const { route, reply, request } = call;
  if (route.rawResponse) {
    const body = httpBodyReader(route)(message);
    sendHeadersOf(reply, body);
    void reply.send(body.data);
    return;
  }
  const text = route.encodeResponse(message);
  const isRead = route.safe && (request.method === 'GET' || request.method === 'HEAD');
  void reply.header('content-type', 'application/json; charset=utf-8');
  if (isRead && isKnown(call, text)) void reply.code(304).send();
  else void reply.send(text);
}

/**
 * Tags the answer by its content, and tells whether the caller has it already. The tag is weak, because the bytes sent may
 * be compressed or not; what it saves is the way back, not the call.
 */
function isKnown({ reply, request }: RestCall, text: string): boolean {
  const tag = `"${createHash('sha1').update(text).digest('base64url')}"`;
  void reply.header('etag', `W/${tag}`).header('cache-control', 'private, no-cache');
  const ifNoneMatch = request.headers['if-none-match'];
  const headers = ifNoneMatch === undefined ? {} : { 'if-none-match': ifNoneMatch };
  return evaluatePreconditions(headers, { etag: tag, lastModified: undefined }) === 'not-modified';
}
