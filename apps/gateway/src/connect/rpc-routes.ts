import type { Readable } from 'node:stream';
import type { FileRegistry } from '@bufbuild/protobuf';
import { Code, ConnectError, createConnectRouter, createContextValues } from '@connectrpc/connect';
import type { UniversalHandler, UniversalServerRequest } from '@connectrpc/connect/protocol';
import {
  compressionBrotli,
  compressionGzip,
  universalResponseToNodeResponse,
} from '@connectrpc/connect-node';
import type { Logger } from '@trilha/service-kit';
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import { errorHeaders, reasonOf } from '../errors/error-body.js';
import { HttpRefusal, toFailure } from '../errors/failure.js';
import { grpcStatusOf } from '../errors/http-status.js';
import { chunksOf } from '../http/read-body.js';
import type { RestTools } from '../http/rest-call.js';
import { callMetadata } from '../upstream/call-metadata.js';
import type { CallTimes } from '../upstream/call-timeout.js';
import type { Upstreams } from '../upstream/raw-client.js';
import { forwardingMethods } from './forwarding-methods.js';
import { isGrpcWebText, textDecoded, textEncoded } from './grpc-web-text.js';
import { webHeaders } from './header-metadata.js';
import { HTTP_CALL } from './http-call.js';

export interface RpcRouteOptions {
  readonly registry: FileRegistry;
  readonly limits: CallTimes & { readonly bodyLimitBytes: number };
  readonly log: Logger;
  readonly admit: RestTools['admit'];
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
  { admit, log }: RpcRouteOptions,
): Promise<FastifyReply> {
  request.rpc = handler.requestPath;
  const allow = [...handler.allowedMethods, 'OPTIONS'].join(', ');
  if (request.method === 'OPTIONS') return reply.code(204).header('allow', allow).send();
  if (!handler.allowedMethods.includes(request.method)) {
    throw new HttpRefusal(405, 'METODO_NAO_ACEITO', `Este caminho aceita ${allow}`, { allow });
  }
  const refusal = await refusalOf(handler, request, reply, admit);
  const call = universalCall(request, reply, refusal, log);
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

/** Why the edge refuses a call, before it is read; its headers are set. */
async function refusalOf(
  { requestPath }: UniversalHandler,
  request: FastifyRequest,
  reply: FastifyReply,
  admit: RestTools['admit'],
): Promise<unknown> {
  try {
    const metadata = callMetadata(request.headers, request.correlationId);
    await admit({ grpcPath: requestPath, metadata, reply });
    return undefined;
  } catch (error) {
    void reply.headers(errorHeaders(toFailure(error)));
    return error;
  }
}

/** A request as @connectrpc/connect takes it. Leaving its body early keeps the connection for the answer. */
function universalCall(
  request: FastifyRequest,
  reply: FastifyReply,
  refusal: unknown,
  log: Logger,
): UniversalServerRequest {
  const { correlationId, trace } = request;
  const values = createContextValues().set(HTTP_CALL, {
    correlationId,
    trace,
    refusal,
    noteFailure(failure, cause) {
      request.failureCode = failure.code;
      request.failureReason = reasonOf(failure.details) ?? null;
      if (failure.unexpected) {
        log.error({ event: 'http_request_failed', correlation_id: correlationId, err: cause });
      }
    },
  });
  const gone = new AbortController();
  (reply.raw as unknown as Readable).once('close', () => gone.abort());
  const { httpVersion, url, headers } = request.raw;
  return {
    httpVersion,
    method: request.method,
    // Whose host the caller names is not looked at.
    url: `http://gateway${url}`,
    header: webHeaders(headers),
    body: chunksOf(request.raw),
    signal: gone.signal,
    contextValues: values,
  };
}
