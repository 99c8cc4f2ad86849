import { httpBodyReader, sendHeadersOf } from './http-body.js';
import type { RestCall } from './rest-call.js';

/** Answers with the one message of a unary method: as JSON, or as raw bytes when it is a google.api.HttpBody. */
export function answerMessage({ route, reply }: RestCall, message: Uint8Array): void {
  if (route.rawResponse) {
    const body = httpBodyReader(route)(message);
    sendHeadersOf(reply, body);
    void reply.send(body.data);
    return;
  }
  void reply.header('content-type', 'application/json; charset=utf-8').send(route.encodeResponse(message));
}
