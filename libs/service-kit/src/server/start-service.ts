import { createServer } from 'node:net';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { loadFileDescriptorSetFromBuffer } from '@grpc/proto-loader';
import { ReflectionService } from '@grpc/reflection';
import { descriptorImage } from '@trilha/proto-gen';
import { ConfigError } from '../config/env-reader.js';
import type { ServerConfig } from '../config/service-config.js';
import type { Logger } from '../log/logger.js';
import { HealthRegistry } from './health.js';
import type { ServiceBinding } from './implementation.js';
import { serveCall } from './serve-call.js';

const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;

export interface StartServiceOptions {
  readonly server: ServerConfig;
  readonly log: Logger;
  readonly services: readonly ServiceBinding[];
  /** How long calls in flight may take to end after `close`; 10 s by default. */
  readonly drainGraceMs?: number;
}

export interface RunningService {
  /** The port that was bound; 0 when the server is not enabled. */
  readonly port: number;
  readonly health: HealthRegistry;
  /** Takes no new calls, lets those in flight end within the grace, then cuts what is left. */
  close(): Promise<void>;
}

/**
 * Serves gRPC services with health and reflection.
 *
 * @throws ConfigError when the address can't be bound, naming the variable to change
 */
export async function startService(options: StartServiceOptions): Promise<RunningService> {
  const { server: config, log, services, drainGraceMs = 10_000 } = options;
  const health = new HealthRegistry(services.map(({ name }) => name));
  if (!config.enabled) {
    log.warn({ event: 'rpc_port_disabled' }, 'GRPC__SERVER__ENABLED=false: no RPC port is opened');
    return { port: 0, health, close: async () => {} };
  }
  const server = new Server({
    'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
    'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
    'grpc.max_concurrent_streams': 1_000,
    'grpc.keepalive_time_ms': 60_000,
  });
  for (const service of config.healthCheckEnabled ? [...services, health.binding()] : services) {
    add(server, service, log);
  }
  if (config.reflectionEnabled) {
    reflection().addToServer(server);
  }
  const port = await bind(server, config);
  log.info({ event: 'service_started', host: config.host, port }, `listening on ${config.host}:${port}`);
  return {
    port,
    health,
    close: async () => {
      health.setAll(false);
      health.close();
      await drain(server, drainGraceMs);
      log.info({ event: 'service_stopped' }, 'stopped');
    },
  };
}

let reflectionService: ReflectionService | undefined;

/** The same for every server of a process, and slow to make. */
function reflection(): ReflectionService {
  reflectionService ??= new ReflectionService(loadFileDescriptorSetFromBuffer(Buffer.from(descriptorImage)));
  return reflectionService;
}

function add(server: Server, { definition, handlers, name }: ServiceBinding, log: Logger): void {
  server.addService(
    definition,
    Object.fromEntries(
      Object.entries(definition).map(([method, shape]) => {
        const handler = handlers[method];
        if (handler === undefined) throw new TypeError(`${name} has no handler for ${method}`);
        return [method, serveCall(shape, handler, log)];
      }),
    ),
  );
}

async function bind(server: Server, { host, port }: ServerConfig): Promise<number> {
  const address = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  await probe(host, port);
  return new Promise((resolve, reject) => {
    server.bindAsync(address, ServerCredentials.createInsecure(), (error, bound) => {
      if (error) reject(new ConfigError(`GRPC__SERVER__PORT: ${address} cannot be bound: ${error.message}`));
      else resolve(bound);
    });
  });
}

/** Opens and closes the address once: grpc-js hides why a bind fails, the system does not. */
export function probe(host: string, port: number, variable = 'GRPC__SERVER__PORT'): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = createServer();
    socket.once('error', (error: NodeJS.ErrnoException) => {
      const why =
        error.code === 'EADDRINUSE'
          ? 'another process listens there; stop it or choose another port'
          : (error.code ?? error.message);
      reject(new ConfigError(`${variable}: ${host}:${port} cannot be bound: ${why}`));
    });
    socket.listen({ host, port }, () => socket.close(() => resolve()));
  });
}

/** `tryShutdown` never ends while a stream is open, so a timer cuts what the grace leaves. */
function drain(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.forceShutdown(), graceMs);
    server.tryShutdown(() => {
      clearTimeout(timer);
      resolve();
    });
    timer.unref();
    setTimeout(resolve, graceMs + 250).unref();
  });
}
