import { hash } from 'node:crypto';
import { httpBodyReader, type RawBody, sendHeadersOf } from './http-body.js';
import { objectInfoOf, sendFileName, sendValidators, validatorsOf } from './object-info.js';
import { evaluatePreconditions, preconditionFailed } from './preconditions.js';
import type { RestCall } from './rest-call.js';

/** Answers with the one message of a unary method: as JSON, or as raw bytes when it is a google.api.HttpBody. */
export function answerMessage(call: RestCall, message: Uint8Array): void {
  const { route, reply } = call;
  if (route.rawResponse) {
    answerBody(call, httpBodyReader(route)(message));
    return;
  }
  const text = route.encodeResponse(message);
  void reply.header('content-type', 'application/json; charset=utf-8');
  if (isRead(call) && isKnown(call, text)) void reply.code(304).send();
  else void reply.send(text);
}

const isRead = ({ route, request }: RestCall): boolean =>
  route.safe && (request.method === 'GET' || request.method === 'HEAD');

/** Bytes that say what object they are of are named as a file, and not sent to who has them. */
function answerBody(call: RestCall, body: RawBody): void {
  const { reply, request } = call;
  const info = objectInfoOf(body);
  sendHeadersOf(reply, body);
  if (info !== undefined) {
    sendFileName(reply, info);
    if (isRead(call)) {
      sendValidators(reply, info);
      const verdict = evaluatePreconditions(request.headers, validatorsOf(info));
      if (verdict === 'precondition-failed') throw preconditionFailed();
      if (verdict === 'not-modified') return void reply.code(304).send();
    }
  }
  void reply.send(body.data);
}

/**
 * Tags the answer by its content, and tells whether the caller has it already. The tag is weak, because the bytes sent may
 * be compressed or not; what it saves is the way back, not the call.
 */
function isKnown({ reply, request }: RestCall, text: string): boolean {
  const tag = `"${hash('sha1', text, 'base64url')}"`;
  void reply.header('etag', `W/${tag}`).header('cache-control', 'private, no-cache');
  const ifNoneMatch = request.headers['if-none-match'];
  const headers = ifNoneMatch === undefined ? {} : { 'if-none-match': ifNoneMatch };
  return evaluatePreconditions(headers, { etag: tag, lastModified: undefined }) === 'not-modified';
}
