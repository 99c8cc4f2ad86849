import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { Readable } from 'node:stream';
import type { Certificates } from '@trilha/service-kit';

export interface SecureRequest {
  readonly method?: string;
  readonly headers: Headers;
  readonly body?: string | Buffer | undefined;
  readonly signal?: AbortSignal | null;
}

/** As `fetch`, to servers that this authority vouches for; Node's own takes none but those of the system. */
export function createSecureFetch({ ca, cert, key }: Certificates) {
  const agent = new Agent({ ca, cert, key });
  return async (url: URL, { method, headers, body, signal }: SecureRequest): Promise<Response> => {
    const options = { agent, method, headers: Object.fromEntries(headers) };
    const sent = request(url, { ...options, signal: signal ?? undefined });
    sent.end(body);
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    const status = answer.statusCode ?? 0;
    const bodiless = status === 204 || status === 304;
    const content = bodiless ? null : (Readable.toWeb(answer) as never);
    return new Response(content, { status, headers: webHeaders(answer) });
  };
}

function webHeaders({ headers }: IncomingMessage): Headers {
  const web = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    for (const one of [value ?? []].flat()) web.append(name, one);
  }
  return web;
}
