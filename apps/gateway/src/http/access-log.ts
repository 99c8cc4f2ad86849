import { performance } from 'node:perf_hooks';
import { status } from '@grpc/grpc-js';
import { CORRELATION_HEADER, type Logger } from '@trilha/service-kit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { correlationIdOf } from '../upstream/call-metadata.js';
import type { RestRoute } from './route-table.js';

/** What the gateway remembers of a request, for its log line. */
declare module 'fastify' {
  interface FastifyRequest {
    correlationId: string;
    /** Set once the request found its REST route. */
    rest: { readonly route: RestRoute } | null;
    /** gRPC status of the answer when it is not OK. */
    failureCode: number | null;
  }
}

const MAX_LOGGED_PATH = 200;

/**
 * Gives every request its correlation id and leaves one line when it has ended, however it ended. A known path is logged
 * as its template: users' names and questions stand in paths, queries and bodies.
 */
export function addAccessLog(app: FastifyInstance, log: Logger): void {
  app.decorateRequest('correlationId', '');
  app.decorateRequest('rest', null);
  app.decorateRequest('failureCode', null);
  app.addHook('onRequest', async (request, reply) => openRequest(request, reply, log));
}

/** What happens first to every request; Fastify runs no hooks for those whose URL it can't read. */
export function openRequest(request: FastifyRequest, reply: FastifyReply, log: Logger): void {
  const startedAt = performance.now();
  request.correlationId = correlationIdOf(request.headers);
  void reply.header(CORRELATION_HEADER, request.correlationId).header('x-content-type-options', 'nosniff');
  reply.raw.once('close', () => {
    const { rest } = request;
    log.info({
      event: 'http_request_completed',
      method: request.method,
      path: rest?.route.template.source ?? request.raw.url?.split('?', 1)[0]?.slice(0, MAX_LOGGED_PATH),
      rpc: rest?.route.grpcPath,
      http_status: reply.raw.statusCode,
      status: status[request.failureCode ?? status.OK],
      complete: reply.raw.writableFinished,
      duration_ms: Math.round((performance.now() - startedAt) * 1000) / 1000,
      correlation_id: request.correlationId,
      peer: request.ip,
    });
  });
}
