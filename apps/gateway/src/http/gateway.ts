import { METHODS } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FileRegistry } from '@bufbuild/protobuf';
import type { ServerCredentials } from '@grpc/grpc-js';
import { type BreakerState, type Logger, probe, type ServerConfig } from '@trilha/service-kit';
import { type FastifyInstance, fastify, type HTTPMethods } from 'fastify';
import type { Upstream } from '../config.js';
import { addRpcRoutes } from '../connect/rpc-routes.js';
import { addCompression } from '../edge/compression.js';
import { addEdge, type EdgeOptions } from '../edge/edge.js';
import { JsonToWire } from '../json/json-to-wire.js';
import { startNative } from '../native/start-native.js';
import { createRawClient, type RawClient, type UpstreamOptions } from '../upstream/raw-client.js';
import { addAccessLog, openRequest } from './access-log.js';
import { createErrorAnswers } from './error-answers.js';
import { createHttpMetrics } from './http-metrics.js';
import { originForm } from './origin-form.js';
import { createReadinessProbe } from './readiness.js';
import type { RestLimits } from './rest-call.js';
import { createRestHandler } from './rest-handler.js';
import { createRouteTable, type RouteTable } from './route-table.js';
import { addServicePages } from './service-pages.js';
import { createStatusReport } from './service-status.js';

export interface GatewayOptions {
  readonly http: { readonly host: string; readonly port: number };
  /** Where native gRPC is served. */
  readonly server: ServerConfig;
  /** How connections to the gRPC port are protected; in the clear when absent. */
  readonly credentials?: ServerCredentials;
  readonly version: string;
  readonly limits: RestLimits;
  readonly client: UpstreamOptions;
  /** Services by short name; the package of one is `<root>.<name>.v1`. */
  readonly services: readonly Upstream[];
  /** Image of the contracts: the routes come from nowhere else. */
  readonly registry: FileRegistry;
  readonly log: Logger;
  /** What stands before the routes; nothing does by default. */
  readonly edge?: EdgeOptions;
  /** How long requests in flight may take to end after `close`; 10 s by default. */
  readonly drainGraceMs?: number;
}

export interface Gateway {
  readonly port: number;
  /** Of native gRPC; 0 when it is not enabled. */
  readonly grpcPort: number;
  readonly routes: RouteTable;
  /** Whether it is of use now, and which services do not answer. */
  ready(): Promise<{ readonly ready: boolean; readonly reasons: readonly string[] }>;
  /** Takes no new requests, lets those in flight end within the grace, then cuts what is left. */
  close(): Promise<void>;
}

const MAX_HEADER_BYTES = 16 * 1024;

/**
 * Serves REST for every annotated method of the image, and native gRPC for every method of it.
 *
 * @throws ConfigError when the address can't be bound, naming the variable to change
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { registry, log, http, limits, drainGraceMs = 10_000 } = options;
  const upstreams = connect(options);
  const routes = createRouteTable(registry, (service) => upstreams.get(service));
  const readiness = createReadinessProbe(options.services, options.client, breakersOf(upstreams));
  const stopping = new AbortController();
  const app = createApp(options, routes, stopping.signal);
  addRpcRoutes(app, upstreams, { registry, limits, log, stopping: stopping.signal });
  const status = createStatusReport({ version: options.version, readiness, clients: upstreams.values() });
  addServicePages(app, { readiness, status, routes, registry, version: options.version });
  await probe(http.host, http.port, 'HTTP__PORT');
  await app.listen({ ...http });
  const native = await startNative(options, upstreams);
  const { port } = app.server.address() as AddressInfo;
  log.info(
    { event: 'service_started', host: http.host, port, routes: routes.routes.length },
    `listening on http://${http.host}:${port}, bodies up to ${limits.bodyLimitBytes} bytes`,
  );
  return {
    port,
    grpcPort: native.port,
    routes,
    async ready() {
      const { ready, services } = await readiness.check();
      const reasons = Object.entries(services).filter(([, service]) => !service.ready);
      return { ready, reasons: reasons.map(([name, { state }]) => `${name}: ${state}`) };
    },
    async close() {
      const cut = setTimeout(() => stopping.abort(), drainGraceMs);
      const force = setTimeout(() => app.server.closeAllConnections(), drainGraceMs + 500);
      await Promise.all([app.close(), native.close()]);
      clearTimeout(cut);
      clearTimeout(force);
      readiness.close();
      for (const client of upstreams.values()) client.close();
      log.info({ event: 'service_stopped' }, 'stopped');
    },
  };
}

/** Services with a place in the directory, by full name; others have no routes until they get one. */
function connect({ registry, services, client, log }: GatewayOptions): Map<string, RawClient> {
  const clients = new Map<string, RawClient>();
  for (const type of registry) {
    if (type.kind !== 'service') continue;
    const upstream = services.find(({ name }) => type.file.proto.package.split('.').at(-2) === name);
    if (upstream === undefined) log.debug({ event: 'service_without_target', service: type.typeName });
    else
      clients.set(type.typeName, createRawClient(type, upstream.target, { ...client, name: upstream.name }));
  }
  return clients;
}

function breakersOf(upstreams: ReadonlyMap<string, RawClient>): (name: string) => BreakerState {
  const clients = [...upstreams.values()];
  return (name) => clients.find((client) => client.name === name)?.breaker() ?? 'closed';
}

function createApp(options: GatewayOptions, routes: RouteTable, stopping: AbortSignal): FastifyInstance {
  const { registry, log, limits, edge = {} } = options;
  const { trustProxy = [] } = edge;
  const { metrics, tracing } = options.client;
  const observers = { log, tracing, metrics: metrics && createHttpMetrics(metrics) };
  const errors = createErrorAnswers(registry, log);
  const json = new JsonToWire(registry);
  const app = fastify({
    logger: false,
    exposeHeadRoutes: false,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    rewriteUrl: ({ url }) => originForm(url),
    // A whole upload has to arrive in the time that a stream may stay open.
    requestTimeout: limits.streamTimeoutMs,
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
  addCompression(app);
  const { admit } = addEdge(app, edge);
  app.setErrorHandler(errors.answer);
  const rest = createRestHandler(
    routes,
    { json, limits, admit, describeFailure: (error, { request }) => errors.describe(error, request) },
    stopping,
  );
  // @fastify/cors brings an OPTIONS route of its own, which leads to the not-found handler: the same one.
  const methods = app.supportedMethods.filter((one) => one !== 'OPTIONS') as HTTPMethods[];
  app.route({ method: methods, url: '*', handler: rest });
  app.setNotFoundHandler(rest);
  return app;
}
