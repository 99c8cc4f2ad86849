import type { IncomingHttpHeaders } from 'node:http';
import { performance } from 'node:perf_hooks';
import { status } from '@grpc/grpc-js';
import {
  CORRELATION_HEADER,
  type Logger,
  newTraceContext,
  parseTraceparent,
  type TraceContext,
  type Tracing,
} from '@trilha/service-kit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { secure } from '../edge/security-headers.js';
import { correlationIdOf } from '../upstream/call-metadata.js';
import type { HttpMetrics } from './http-metrics.js';
import type { RestRoute } from './route-table.js';

/** What the gateway remembers of a request, for its log line. */
declare module 'fastify' {
  interface FastifyRequest {
    correlationId: string;
    /** Place in the trace; calls to services hang below it. */
    trace: TraceContext | undefined;
    /** Set once the request found its REST route. */
    rest: { readonly route: RestRoute } | null;
    /** Path of the method, for a call by Connect or gRPC-Web. */
    rpc: string | null;
    /** gRPC status of the answer when it is not OK. */
    failureCode: number | null;
    /** Stable reason of the failure, where it has one. */
    failureReason: string | null;
  }
}

/** Who is told of every request. */
export interface Observers {
  readonly log: Logger;
  readonly tracing?: Tracing;
  readonly metrics?: HttpMetrics;
}

/**
 * Gives every request its correlation id and its place in a trace, and leaves one line when it has ended, however it ended. A known path is logged
 * as its template: users' names and questions stand in paths, queries and bodies.
 */
export function addAccessLog(app: FastifyInstance, observers: Observers): void {
  app.decorateRequest('correlationId', '');
  app.decorateRequest('trace', undefined);
  app.decorateRequest('rest', null);
  app.decorateRequest('rpc', null);
  app.decorateRequest('failureCode', null);
  app.decorateRequest('failureReason', null);
  app.addHook('onRequest', (request, reply, done) => {
    openRequest(request, reply, observers);
    done();
  });
}

/** What happens first to every request; Fastify runs no hooks for those whose URL it can't read. */
export function openRequest(
  request: FastifyRequest,
  reply: FastifyReply,
  { log, tracing, metrics }: Observers,
): void {
  const startedAt = performance.now();
  // Of a connection by HTTP/2 that is gone nobody can tell it any more.
  const { method, headers, ip: peer } = request;
  const span = tracing?.startHttpSpan(method, parentIn(headers), { 'http.request.method': method });
  request.correlationId = correlationIdOf(headers);
  request.trace = span?.context ?? newTraceContext(parentIn(headers));
  void reply.header(CORRELATION_HEADER, request.correlationId);
  secure(request, reply);
  reply.raw.once('close', () => {
    const { rest, rpc, trace } = request;
    const complete = isComplete(reply.raw);
    const httpStatus = reply.raw.headersSent ? reply.raw.statusCode : GONE;
    const durationMs = performance.now() - startedAt;
    const code = request.failureCode ?? (complete ? status.OK : status.CANCELLED);
    if (rest !== null) span?.setAttribute('http.route', rest.route.template.source);
    metrics?.observe(method, routeOf(request), httpStatus, durationMs / 1000);
    span?.end(httpStatus, status[code] ?? '');
    log.info({
      event: 'http_request_completed',
      method,
      path: rest?.route.template.source ?? rpc ?? firstSegment(request.raw.url),
      rpc: rest?.route.grpcPath ?? rpc ?? undefined,
      http_status: httpStatus,
      status: status[code],
      reason: request.failureReason ?? undefined,
      http_version: request.raw.httpVersion,
      complete,
      duration_ms: Math.round(durationMs * 1000) / 1000,
      correlation_id: request.correlationId,
      trace_id: trace?.traceId,
      peer,
    });
  });
}

/**
 * Whether all of the answer was handed to the network, and nobody broke it off. Of a stream of HTTP/2 that its caller reset
 * Node may say that it is finished, though nobody had ended it.
 */
function isComplete(raw: FastifyReply['raw'] & { readonly stream?: { readonly rstCode: number } }): boolean {
  return raw.writableEnded && raw.writableFinished && (raw.stream?.rstCode ?? 0) === 0;
}

/** Whoever asked went away before an answer began. */
const GONE = 499;

/** The template of the path; undefined for a path that is none of ours. */
function routeOf({ rest, routeOptions }: FastifyRequest): string | undefined {
  const url = rest?.route.template.source ?? routeOptions?.url;
  return url === '*' ? undefined : url;
}

function parentIn({ traceparent, tracestate }: IncomingHttpHeaders): TraceContext | undefined {
  const state = Array.isArray(tracestate) ? tracestate.join(',') : tracestate;
  return parseTraceparent(typeof traceparent === 'string' ? traceparent : undefined, state);
}

/** Of a path that is none of ours: further in may stand what somebody is called. */
const firstSegment = (url = ''): string => /^\/[^/?#]{0,40}/.exec(url)?.[0] ?? '';
