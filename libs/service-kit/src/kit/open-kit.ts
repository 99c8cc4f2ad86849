import { join } from 'node:path';
import { createGatekeeper } from '../access/gatekeeper.js';
import { createServiceIdentity } from '../auth/service-identity.js';
import { createTokenVerifier } from '../auth/token-verifier.js';
import { type Client, createClient } from '../client/create-client.js';
import type { ServiceName } from '../config/directory.js';
import type { ServiceConfig } from '../config/service-config.js';
import { type Closable, closeOnSignal } from '../lifecycle/close-on-signal.js';
import { systemClock } from '../lifecycle/system.js';
import { hashSubject } from '../log/hash-subject.js';
import { openLogSalt } from '../log/log-salt.js';
import { type Logger, openLogger } from '../log/logger.js';
import { createMetrics, type Metrics } from '../metrics/metrics.js';
import { type Readiness, startProbeServer } from '../metrics/probe-server.js';
import { RecentWindow, SAMPLE_EVERY_MS } from '../metrics/recent-window.js';
import { trafficOf } from '../metrics/traffic.js';
import type { Definition, ServiceBinding } from '../server/implementation.js';
import { type RunningService, startService } from '../server/start-service.js';
import { createStatusHandler, type StatusProbe } from '../server/status.js';
import { openTransport, type Transport } from '../tls/credentials.js';
import { openTracing, type Tracing } from '../tracing/tracing.js';

/** What every service of the product stands on, opened once by its `main`. */
export interface Kit {
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
  readonly transport: Transport;
  /**
   * A client of another service, by our own identity.
   *
   * @throws Error after {@link serve}: only who has clients by then pays for their knowing which call they serve
   */
  connect<const D extends Definition>(definition: D, name: ServiceName): Client<D>;
  /** GetStatus of this service, and the probes it asks. */
  status(dependencies: Dependencies): Status;
  /** Serves RPCs, and probes on a port of their own. Health follows the required ones of `probes`. */
  serve(options: ServeOptions): Promise<RunningService>;
  /** For what is served by other means than {@link serve}. */
  serveProbes(ready: () => Promise<Readiness>): Promise<Closable>;
  /** Lets go in this order when the process is told to end; the kit itself last. */
  closeOnSignal(closables: readonly Closable[]): void;
}

export interface Dependencies {
  readonly storage?: StatusProbe;
  /** Other services. */
  readonly others?: readonly StatusProbe[];
  /** What the service tells of itself besides, to anybody: bounded and cheap to make. */
  readonly figures?: () => Promise<Readonly<Record<string, number>>>;
}

export interface Status {
  readonly getStatus: ReturnType<typeof createStatusHandler>;
  readonly probes: readonly StatusProbe[];
}

export interface ServeOptions {
  readonly services: readonly ServiceBinding[];
  readonly probes: readonly StatusProbe[];
}

export type KitConfig = ServiceConfig & { readonly targetOf: (service: ServiceName) => string };

/** @throws ConfigError when a key, a certificate or a port can't be used */
export async function openKit(config: KitConfig): Promise<Kit> {
  const { service, version, dataDir, auth, tls } = config;
  const salt = openLogSalt(join(dataDir, 'keys'));
  const { log, close: closeLog } = openLogger({
    service,
    level: config.logLevel,
    file: { folder: join(dataDir, 'logs') },
    salt,
  });
  if (tls.mode === 'off' && tls.chosen) {
    log.warn(
      { event: 'plaintext' },
      'TLS__MODE=off: connections are in the clear, whoever can reach the port',
    );
  }
  const transport = openTransport(tls, log);
  const metrics = createMetrics({ service, version });
  const served = new RecentWindow(() => metrics.servedTotals());
  setInterval(() => served.sample(), SAMPLE_EVERY_MS).unref();
  const tracing = await openTracing({ service, version, endpoint: config.otlpEndpoint, log });
  const gatekeeper = createGatekeeper({ verifier: await createTokenVerifier(auth, systemClock) });
  const identity = await createServiceIdentity(auth, service, systemClock);
  const serveProbes = (ready: () => Promise<Readiness>): Promise<Closable> =>
    startProbeServer({ ...config.probes, metrics, ready, log });
  let connects = false;
  let serves = false;
  return {
    log,
    metrics,
    tracing,
    transport,
    serveProbes,
    status: ({ storage, others = [], figures }) => ({
      getStatus: createStatusHandler({
        config,
        clock: systemClock,
        storage,
        dependencies: others,
        traffic: () => trafficOf(served.span()),
        ...(figures === undefined ? {} : { figures }),
      }),
      probes: storage === undefined ? others : [storage, ...others],
    }),
    connect: (definition, name) => {
      if (serves) throw new Error(`connect to ${name} before serving`);
      connects = true;
      return createClient(definition, config.targetOf(name), {
        ...config.client,
        name,
        credentials: transport.channel,
        identity,
        metrics,
        tracing,
        log,
      });
    },
    serve: async ({ services, probes }) => {
      serves = true;
      const running = await startService({
        server: config.server,
        log,
        services,
        gatekeeper,
        metrics,
        tracing,
        credentials: transport.server,
        hashSubject: (sub) => hashSubject(sub, salt),
        ambient: connects,
        probes,
      });
      const probing = await serveProbes(async () => {
        const reasons = await running.notReady();
        return { ready: reasons.length === 0, reasons };
      });
      return {
        ...running,
        close: async () => {
          await running.close();
          await probing.close();
        },
      };
    },
    closeOnSignal: (closables) => closeOnSignal(log, [...closables, tracing, transport, { close: closeLog }]),
  };
}
