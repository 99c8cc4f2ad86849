import type { AddressInfo } from 'node:net';
import type { ServerCredentials } from '@grpc/grpc-js';
import {
  type BreakerState,
  probe,
  RecentWindow,
  SAMPLE_EVERY_MS,
  type ServerConfig,
  trafficOf,
} from '@trilha/service-kit';
import type { Upstream } from '../config.js';
import { addRpcRoutes } from '../connect/rpc-routes.js';
import { startNative } from '../native/start-native.js';
import { createRawClient, type RawClient } from '../upstream/raw-client.js';
import { type AppOptions, createApp } from './create-app.js';
import { createReadinessProbe } from './readiness.js';
import { createRouteTable, type RouteTable } from './route-table.js';
import { addServicePages } from './service-pages.js';
import { createStatusReport } from './service-status.js';

export interface GatewayOptions extends AppOptions {
  readonly http: AppOptions['http'] & { readonly host: string; readonly port: number };
  /** Where native gRPC is served. */
  readonly server: ServerConfig;
  /** How connections to the gRPC port are protected; in the clear when absent. */
  readonly credentials?: ServerCredentials;
  readonly version: string;
  /** Services by short name; the package of one is `<root>.<name>.v1`. */
  readonly services: readonly Upstream[];
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

/** For the last words of calls that were cut to reach their callers. */
const LAST_WORDS_MS = 500;

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
  const { app, edge, secure, served } = createApp(options, routes, stopping.signal);
  addRpcRoutes(app, upstreams, { registry, limits, log, admit: edge.admit, stopping: stopping.signal });
  const recent = new RecentWindow(served);
  const sampling = setInterval(() => recent.sample(), SAMPLE_EVERY_MS).unref();
  const status = createStatusReport({
    version: options.version,
    readiness,
    clients: upstreams.values(),
    traffic: () => trafficOf(recent.span()),
  });
  addServicePages(app, { readiness, status, routes, registry, version: options.version });
  await probe(http.host, http.port, 'HTTP__PORT');
  await app.listen({ host: http.host, port: http.port });
  const native = await startNative(options, upstreams, edge);
  const { port } = app.server.address() as AddressInfo;
  log.info(
    { event: 'service_started', host: http.host, port, routes: routes.routes.length },
    `listening on ${secure === undefined ? 'http' : 'https'}://${http.host}:${port}, bodies up to ${limits.bodyLimitBytes} bytes`,
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
      const force = setTimeout(
        () => (secure === undefined ? app.server.closeAllConnections() : secure.cut()),
        drainGraceMs + LAST_WORDS_MS,
      );
      secure?.drain();
      await Promise.all([app.close(), native.close()]);
      clearTimeout(cut);
      clearTimeout(force);
      clearInterval(sampling);
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
