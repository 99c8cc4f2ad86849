import { METHODS } from 'node:http';
import type { FileRegistry } from '@bufbuild/protobuf';
import type { Logger, Totals } from '@trilha/service-kit';
import { type FastifyInstance, type FastifyServerFactory, fastify, type HTTPMethods } from 'fastify';
import { addCompression } from '../edge/compression.js';
import { addEdge, type Edge, type EdgeOptions } from '../edge/edge.js';
import { JsonToWire } from '../json/json-to-wire.js';
import type { HttpTls } from '../listener/http-tls.js';
import type { Http2Limits } from '../listener/http2-limits.js';
import { createSecureListener, type SecureListener } from '../listener/secure-listener.js';
import type { UpstreamOptions } from '../upstream/raw-client.js';
import { addAccessLog, openRequest } from './access-log.js';
import { createErrorAnswers } from './error-answers.js';
import { createHttpMetrics } from './http-metrics.js';
import { originForm } from './origin-form.js';
import { refuseTwoHosts } from './refuse-two-hosts.js';
import type { RestLimits } from './rest-call.js';
import { createRestHandler } from './rest-handler.js';
import type { RouteTable } from './route-table.js';

const MAX_HEADER_BYTES = 16 * 1024;

export interface AppOptions {
  readonly http: {
    /** In the clear, and HTTP/1.1 only, when absent. */
    readonly tls?: HttpTls;
    readonly http2?: Partial<Http2Limits>;
  };
  readonly limits: RestLimits;
  readonly client: UpstreamOptions;
  /** Image of the contracts: the routes come from nowhere else. */
  readonly registry: FileRegistry;
  readonly log: Logger;
  /** What stands before the routes; nothing does by default. */
  readonly edge?: EdgeOptions;
}

export interface App {
  readonly app: FastifyInstance;
  readonly edge: Edge;
  /** Absent in the clear. */
  readonly secure: SecureListener | undefined;
  /** Requests so far; none where nothing is measured. */
  readonly served: () => Totals;
}

const NONE: Totals = { calls: 0, faults: 0, buckets: [] };

/**
 * What every HTTP request goes through, in the order in which it does: log, compression, edge, routes.
 *
 * @param stopping aborts calls that are open when the gateway has waited for them long enough
 */
export function createApp(options: AppOptions, routes: RouteTable, stopping: AbortSignal): App {
  const { registry, log, limits } = options;
  const { tls, http2 } = options.http;
  const { trustProxy = [] } = options.edge ?? {};
  const { metrics, tracing } = options.client;
  const observers = { log, tracing, metrics: metrics && createHttpMetrics(metrics) };
  const errors = createErrorAnswers(registry, log);
  const json = new JsonToWire(registry);
  // A whole upload has to arrive in the time that a stream may stay open.
  const requestTimeoutMs = limits.streamTimeoutMs;
  let secure: SecureListener | undefined;
  const listening: { serverFactory?: FastifyServerFactory } =
    tls === undefined
      ? {}
      : {
          serverFactory: (onRequest) => {
            const bounds = { maxHeaderBytes: MAX_HEADER_BYTES, requestTimeoutMs, limits: http2 };
            secure = createSecureListener({ tls, log, ...bounds }, errors.knownMethods(onRequest));
            return secure.server;
          },
        };
  const app = fastify({
    ...listening,
    logger: false,
    exposeHeadRoutes: false,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    rewriteUrl: ({ url }) => originForm(url),
    requestTimeout: requestTimeoutMs,
    trustProxy: trustProxy.length > 0 && [...trustProxy],
    http: { maxHeaderSize: MAX_HEADER_BYTES },
    frameworkErrors: (error, request, reply) => {
      openRequest(request, reply, observers);
      errors.answer(error, request, reply);
    },
    clientErrorHandler: (error, socket) => errors.answerSocket(error, socket),
  });
  for (const method of METHODS) {
    if (!app.supportedMethods.includes(method)) app.addHttpMethod(method, { hasBody: false });
  }
  // Bodies are read where the route is known, so Fastify reads none.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));
  addAccessLog(app, observers);
  app.addHook('onRequest', ({ raw }, _reply, done) => {
    refuseTwoHosts(raw.headers);
    done();
  });
  addCompression(app);
  const edge = addEdge(app, options.edge ?? {});
  app.setErrorHandler(errors.answer);
  const rest = createRestHandler(
    routes,
    {
      json,
      limits,
      admit: edge.admit,
      describeFailure: (error, { request }) => errors.describe(error, request),
      noteFailure: (error, { request }) => errors.note(error, request),
    },
    stopping,
  );
  // @fastify/cors brings an OPTIONS route of its own, which leads to the not-found handler: the same one.
  const methods = app.supportedMethods.filter((one) => one !== 'OPTIONS') as HTTPMethods[];
  app.route({ method: methods, url: '*', handler: rest });
  app.setNotFoundHandler(rest);
  return { app, edge, secure, served: () => observers.metrics?.totals() ?? NONE };
}
