import type { Metadata } from '@grpc/grpc-js';
import type { Waiter } from '@trilha/service-kit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { HttpRefusal } from '../errors/failure.js';
import { parseQuery } from '../transcoding/percent-decode.js';
import type { RouteMatch } from '../transcoding/router.js';
import { callMetadata } from '../upstream/call-metadata.js';
import { callTimeoutMs } from '../upstream/call-timeout.js';
import type { BidiCall, ClientStreamCall, ServerStreamCall, UnaryCall } from '../upstream/raw-client.js';
import { explained, watched } from '../upstream/watched-requests.js';
import { answerBytes } from './answer-bytes.js';
import { answerMessage } from './answer-message.js';
import { answerStream } from './answer-stream.js';
import { httpBodyReader } from './http-body.js';
import { openStream } from './object-stream.js';
import { requestMessage, requestMessages } from './request-messages.js';
import { requestWaiters } from './request-waiters.js';
import type { RestCall, RestTools } from './rest-call.js';
import { resumed } from './resumed.js';
import type { RestRoute, RouteTable } from './route-table.js';

export type RestHandler = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

/**
 * Serves every route of the table: finds it, makes the request message, calls the service, answers.
 *
 * @param stopping aborts calls that are open when the gateway has waited for them long enough
 */
export function createRestHandler(table: RouteTable, tools: RestTools, stopping: AbortSignal): RestHandler {
  const waiterOf = requestWaiters(stopping);
  return async (request, reply) => {
    const [path = '', query = ''] = splitUrl(request.raw.url ?? '');
    const match = table.match(request.method, path);
    if (match.kind !== 'found') return answerUnmatched(match, request, reply);
    const { route, captures } = match;
    request.rest = { route };
    if (!route.safe) void reply.header('cache-control', 'no-store');
    const metadata = callMetadata(request.headers, request.correlationId);
    const admitting = tools.admit({ grpcPath: route.grpcPath, metadata, reply });
    if (admitting !== undefined) await admitting;
    const options = optionsOf(route, request, metadata, tools, waiterOf(reply.raw));
    await serve({ route, captures, query: parseQuery(query), request, reply, options }, tools);
    return reply;
  };
}

async function serve(call: RestCall, tools: RestTools): Promise<void> {
  const { route, options, request, reply } = call;
  const method = route.client.methods[route.method.name];
  switch (route.method.methodKind) {
    case 'unary': {
      const message = await requestMessage(call, tools);
      return answerMessage(call, await (method as UnaryCall)(message, options));
    }
    case 'client_streaming': {
      const sending = watched(requestMessages(call, tools));
      const answer = (method as ClientStreamCall)(sending.messages, options).catch(sending.rethrow);
      return answerMessage(call, await answer);
    }
    case 'server_streaming': {
      const openMessages = (message: Uint8Array) => (method as ServerStreamCall)(message, options);
      if (route.rawResponse) {
        return answerBytes(call, tools, async (parameters) => {
          const asked = { ...call, query: [...call.query, ...parameters] };
          return openStream(openMessages(await requestMessage(asked, tools)), httpBodyReader(route));
        });
      }
      const message = await requestMessage(resumed(call), tools);
      // A HEAD opens no stream that would be of no use.
      if (request.method === 'HEAD') return void reply.header('content-type', 'application/x-ndjson').send();
      return answerStream(call, openMessages(message), tools);
    }
    case 'bidi_streaming': {
      const sending = watched(requestMessages(call, tools));
      const answers = (method as BidiCall)(sending.messages, options);
      return answerStream(call, explained(answers, sending.rethrow), tools);
    }
  }
}

function answerUnmatched(
  match: Exclude<RouteMatch<RestRoute>, { kind: 'found' }>,
  { method }: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  if (match.kind === 'unknown')
    throw new HttpRefusal(404, 'CAMINHO_DESCONHECIDO', 'Não há nada neste caminho');
  const allow = [...match.allow, 'OPTIONS'].join(', ');
  if (method === 'OPTIONS') return reply.code(204).header('allow', allow).send();
  throw new HttpRefusal(405, 'METODO_NAO_ACEITO', `Este caminho aceita ${allow}`, { allow });
}

/** The deadline, what the service is told besides the message, and who waits for it. */
function optionsOf(
  { method }: RestRoute,
  request: FastifyRequest,
  metadata: Metadata,
  { limits }: RestTools,
  waiter: Waiter,
): RestCall['options'] {
  const maxMs = method.methodKind === 'unary' ? limits.unaryTimeoutMs : limits.streamTimeoutMs;
  return {
    timeoutMs: callTimeoutMs(request.headers, maxMs),
    metadata,
    trace: request.trace,
    signal: waiter,
  };
}

function splitUrl(url: string): [path: string, query: string] {
  const mark = url.indexOf('?');
  return mark < 0 ? [url, ''] : [url.slice(0, mark), url.slice(mark + 1)];
}
