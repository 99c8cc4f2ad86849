import { Server, type ServerCredentials } from '@grpc/grpc-js';
import { loadFileDescriptorSetFromBuffer } from '@grpc/proto-loader';
import { ReflectionService } from '@grpc/reflection';
import { descriptorImage } from '@trilha/proto-gen';
import type { Gatekeeper } from '../access/gatekeeper.js';
import type { ServerConfig } from '../config/server-config.js';
import type { Logger } from '../log/logger.js';
import type { Metrics } from '../metrics/metrics.js';
import { PLAINTEXT } from '../tls/credentials.js';
import type { Tracing } from '../tracing/tracing.js';
import { bind } from './bind.js';
import { drain } from './drain.js';
import { withEncodedAnswers } from './encode-answer.js';
import { HealthRegistry } from './health.js';
import type { ServiceBinding } from './implementation.js';
import { IncomingCall } from './incoming-call.js';
import type { Interceptor } from './interceptor.js';
import { admitCalls } from './interceptors/admit-calls.js';
import { limitCalls } from './interceptors/limit-calls.js';
import { logCalls } from './interceptors/log-calls.js';
import { measureCalls } from './interceptors/measure-calls.js';
import { traceCalls } from './interceptors/trace-calls.js';
import { methodOf, type RpcMethod } from './method.js';
import { widenReceiveWindows } from './receive-windows.js';
import { type Serving, serveCall } from './serve-call.js';
import type { StatusProbe } from './status.js';
import { watchDependencies } from './watch-dependencies.js';

export interface StartServiceOptions {
  readonly server: ServerConfig;
  readonly log: Logger;
  readonly services: readonly ServiceBinding[];
  readonly gatekeeper: Gatekeeper;
  readonly metrics?: Metrics;
  readonly tracing?: Tracing;
  /** How connections are protected; in the clear when absent. */
  readonly credentials?: ServerCredentials;
  /** What a subject is called in logs. */
  readonly hashSubject?: (sub: string) => string;
  /**
   * Whether clients find the call being served where they are called, by AsyncLocalStorage; true unless told otherwise.
   * Without it handlers tell them of it by `CallOptions.within`, and no promise of the process pays for being followed.
   */
  readonly ambient?: boolean;
  /** Health follows the required ones of these. */
  readonly probes?: readonly StatusProbe[];
}

export interface RunningService {
  /** The port that was bound; 0 when the server is not enabled. */
  readonly port: number;
  readonly health: HealthRegistry;
  /** Why it should get no calls now; empty when it is ready. */
  notReady(): Promise<readonly string[]>;
  /** Says NOT_SERVING, takes no new calls, lets those in flight end within the grace, then cuts what is left. */
  close(): Promise<void>;
}

/**
 * Serves gRPC services with health and reflection. Around every call lie, from the outside in: errors, metrics, traces,
 * logs, limits, access.
 *
 * @throws ConfigError when the address can't be bound, naming the variable to change
 */
export async function startService(options: StartServiceOptions): Promise<RunningService> {
  const { server: config, log, services, probes = [], credentials = PLAINTEXT.server } = options;
  const health = new HealthRegistry(services.map(({ name }) => name));
  const watch = watchDependencies(probes, health, log);
  const closing = new AbortController();
  const notReady = async (): Promise<readonly string[]> =>
    closing.signal.aborted ? ['closing'] : watch.missing();
  if (!config.enabled) {
    log.warn({ event: 'rpc_port_disabled' }, 'GRPC__SERVER__ENABLED=false: no RPC port is opened');
    const close = async (): Promise<void> => {
      watch.close();
      health.close();
      closing.abort();
    };
    return { port: 0, health, notReady, close };
  }
  const server = new Server(channelOptions(config));
  const widenConnections = widenReceiveWindows(server);
  const open = new Set<IncomingCall>();
  const serving = servingOf(options, closing.signal, open);
  for (const service of config.healthCheckEnabled ? [...services, health.binding()] : services) {
    add(server, service, serving);
  }
  if (config.reflectionEnabled) reflection().addToServer(server);
  await watch.missing();
  const port = await bind(server, config, credentials).catch((error: unknown) => {
    watch.close();
    throw error;
  });
  widenConnections();
  log.info({ event: 'service_started', host: config.host, port }, `listening on ${config.host}:${port}`);
  return {
    port,
    health,
    notReady,
    close: async () => {
      watch.close();
      health.close();
      closing.abort();
      await drain(server, open, config);
      log.info({ event: 'service_stopped' }, 'stopped');
    },
  };
}

const channelOptions = ({ limits }: ServerConfig) => ({
  'grpc.max_receive_message_length': limits.maxMessageBytes,
  'grpc.max_send_message_length': limits.maxMessageBytes,
  'grpc.max_concurrent_streams': limits.maxStreamsPerConnection,
  'grpc.max_connection_age_ms': limits.maxConnectionAgeMs,
  'grpc.keepalive_time_ms': limits.keepaliveMs,
  // Counts of every call and connection that nobody here can ask for.
  'grpc.enable_channelz': 0,
});

function servingOf(options: StartServiceOptions, closing: AbortSignal, open: Set<IncomingCall>): Serving {
  const { server, log, gatekeeper, metrics, tracing, hashSubject = () => '', ambient = true } = options;
  const limit = limitCalls(server.limits);
  return {
    ambient,
    maxMessageBytes: server.limits.maxMessageBytes,
    open: (surface, rpc, request) => {
      const maxMs = rpc.type === 'unary' || rpc.type === 'client_stream' ? server.limits.maxCallMs : Infinity;
      return new IncomingCall({ surface, rpc, request, log, closing, maxMs, open });
    },
    layersOf: (rpc) => [
      ...(metrics === undefined ? [] : [measureCalls(metrics, rpc)]),
      ...(tracing === undefined ? [] : [traceCalls(tracing, rpc)]),
      logCalls(log, hashSubject),
      ...limitsOf(rpc, limit),
      admitCalls(gatekeeper, rpc),
    ],
  };
}

/** A full server still says that it lives. */
const limitsOf = ({ service }: RpcMethod, limit: Interceptor): readonly Interceptor[] =>
  service === 'grpc.health.v1.Health' ? [] : [limit];

let reflectionService: ReflectionService | undefined;

/** The same for every server of a process, and slow to make. */
function reflection(): ReflectionService {
  reflectionService ??= new ReflectionService(loadFileDescriptorSetFromBuffer(Buffer.from(descriptorImage)));
  return reflectionService;
}

function add(server: Server, { definition, handlers, name }: ServiceBinding, serving: Serving): void {
  server.addService(
    Object.fromEntries(
      Object.entries(definition).map(([method, shape]) => [method, withEncodedAnswers(shape)]),
    ),
    Object.fromEntries(
      Object.entries(definition).map(([method, shape]) => {
        const handler = handlers[method];
        if (handler === undefined) throw new TypeError(`${name} has no handler for ${method}`);
        return [method, serveCall(shape, methodOf(shape), handler, serving)];
      }),
    ),
  );
}
