import type { FileRegistry } from '@bufbuild/protobuf';
import { Code, ConnectError, createConnectRouter, createContextValues } from '@connectrpc/connect';
import type { UniversalHandler, UniversalServerRequest } from '@connectrpc/connect/protocol';
import {
  compressionBrotli,
  compressionGzip,
  universalRequestFromNodeRequest,
  universalResponseToNodeResponse,
} from '@connectrpc/connect-node';
import type { Logger } from '@trilha/service-kit';
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import { HttpRefusal } from '../errors/failure.js';
import { grpcStatusOf } from '../errors/http-status.js';
import { chunksOf } from '../http/read-body.js';
import type { CallTimes } from '../upstream/call-timeout.js';
import type { Upstreams } from '../upstream/raw-client.js';
import { forwardingMethods } from './forwarding-methods.js';
import { isGrpcWebText, textDecoded, textEncoded } from './grpc-web-text.js';
import { HTTP_CALL } from './http-call.js';

export interface RpcRouteOptions {
  readonly registry: FileRegistry;
  readonly limits: CallTimes & { readonly bodyLimitBytes: number };
  readonly log: Logger;
  /** Aborts calls that are open when the gateway has waited for them long enough. */
  readonly stopping: AbortSignal;
}

/**
 * Serves Connect and gRPC-Web (binary and text) at `/<package.Service>/<Method>` for every service that has a place.
 */
export function addRpcRoutes(app: FastifyInstance, upstreams: Upstreams, options: RpcRouteOptions): void {
  const { registry, limits, stopping } = options;
  const router = createConnectRouter({
    grpc: false,
    readMaxBytes: limits.bodyLimitBytes,
    // As strict as REST.
    jsonOptions: { registry, ignoreUnknownFields: false },
    acceptCompression: [compressionGzip, compressionBrotli],
    shutdownSignal: closingOf(stopping),
  });
  for (const [name, client] of upstreams) {
    const service = registry.getService(name);
    if (service !== undefined) router.service(service, forwardingMethods(service, client, limits));
  }
  for (const handler of router.handlers) {
    app.route({
      method: app.supportedMethods as HTTPMethods[],
      url: handler.requestPath,
      handler: (request, reply) => serve(handler, request, reply, options),
    });
  }
}

function closingOf(stopping: AbortSignal): AbortSignal {
  const closing = new AbortController();
  stopping.addEventListener('abort', () =>
    closing.abort(new ConnectError('O serviço está encerrando; tente de novo', Code.Unavailable)),
  );
  return closing.signal;
}

async function serve(
  handler: UniversalHandler,
  request: FastifyRequest,
  reply: FastifyReply,
  { log }: RpcRouteOptions,
): Promise<FastifyReply> {
  request.rpc = handler.requestPath;
  const allow = [...handler.allowedMethods, 'OPTIONS'].join(', ');
  if (request.method === 'OPTIONS') return reply.code(204).header('allow', allow).send();
  if (!handler.allowedMethods.includes(request.method)) {
    throw new HttpRefusal(405, 'METODO_NAO_ACEITO', `Este caminho aceita ${allow}`, { allow });
  }
  const call = universalCall(request, reply, log);
  const answer = isGrpcWebText(call) ? textEncoded(await handler(textDecoded(call))) : await handler(call);
  if (answer.status >= 400) request.failureCode ??= grpcStatusOf(answer.status);
  // From here on the answer is written past Fastify, which would hold streams back; what hooks have set goes along.
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) reply.raw.setHeader(name, value);
  }
  reply.hijack();
  // What an early answer left of the request must not hold up the connection.
  reply.raw.once('finish', () => request.raw.resume());
  universalResponseToNodeResponse(answer, reply.raw).catch((error: unknown) => {
    log.debug({ event: 'rpc_answer_broken', rpc: request.rpc, err: error });
    reply.raw.destroy();
  });
  return reply;
}

/** A request as @connectrpc/connect takes it. Leaving its body early keeps the connection for the answer. */
function universalCall(request: FastifyRequest, reply: FastifyReply, log: Logger): UniversalServerRequest {
  const { correlationId, trace } = request;
  const values = createContextValues().set(HTTP_CALL, {
    correlationId,
    trace,
    noteFailure(failure, cause) {
      request.failureCode = failure.code;
      if (failure.unexpected) {
        log.error({ event: 'http_request_failed', correlation_id: correlationId, err: cause });
      }
    },
  });
  const call = universalRequestFromNodeRequest(request.raw, reply.raw, undefined, values);
  return { ...call, body: chunksOf(request.raw) };
}
