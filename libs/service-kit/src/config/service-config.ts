import { isAbsolute, join, resolve } from 'node:path';
import { config as readDotenv } from 'dotenv';
import { SERVICE_PORTS, type ServiceName } from './directory.js';
import { type Environment, EnvReader } from './env-reader.js';
import { workspaceRoot } from './workspace-root.js';

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface ServerConfig {
  /** False: no RPC port; everything else of the service still runs. */
  readonly enabled: boolean;
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly reflectionEnabled: boolean;
  readonly healthCheckEnabled: boolean;
}

export interface ClientConfig {
  /** Deadline of a call that sets none. */
  readonly defaultTimeoutMs: number;
  /** Further attempts of a failed call that is safe to repeat. */
  readonly maxRetries: number;
}

/** What every service is told from outside. */
export interface ServiceConfig {
  readonly service: ServiceName;
  readonly version: string;
  readonly logLevel: LogLevel;
  /** Absolute folder of databases, media and keys. */
  readonly dataDir: string;
  readonly server: ServerConfig;
  readonly client: ClientConfig;
}

export interface LoadedConfig {
  readonly config: ServiceConfig;
  /** For the variables that only this service has. */
  readonly reader: EnvReader;
  /** gRPC target of another service, from `NAME__TARGET`. */
  readonly targetOf: (service: ServiceName) => string;
}

const VERSION = '0.1.0';

/**
 * Reads what is common to all services. `.env` at the workspace root fills in what the environment leaves open.
 *
 * @throws ConfigError naming the first variable with a value it can't take
 */
export function loadServiceConfig(service: ServiceName, env: Environment): LoadedConfig {
  const root = workspaceRoot();
  const fromFile: Record<string, string> = {};
  readDotenv({ path: join(root, '.env'), processEnv: fromFile, quiet: true });
  const merged = { ...fromFile, ...env };
  const reader = new EnvReader(service, merged);
  const dataDir = reader.string('DATA__DIR', 'data');
  const config: ServiceConfig = Object.freeze({
    service,
    version: VERSION,
    logLevel: reader.oneOf('LOG_LEVEL', LOG_LEVELS, 'info'),
    dataDir: isAbsolute(dataDir) ? dataDir : resolve(root, dataDir),
    server: Object.freeze({
      enabled: reader.boolean('GRPC__SERVER__ENABLED', true),
      host: reader.string('GRPC__SERVER__HOST', '127.0.0.1'),
      port: reader.integer('GRPC__SERVER__PORT', SERVICE_PORTS[service], { min: 0, max: 65_535 }),
      reflectionEnabled: reader.boolean('GRPC__SERVER__REFLECTION_ENABLED', true),
      healthCheckEnabled: reader.boolean('GRPC__SERVER__HEALTH_CHECK_ENABLED', true),
    }),
    client: Object.freeze({
      defaultTimeoutMs:
        reader.decimal('GRPC__CLIENT__DEFAULT_TIMEOUT', 30, { min: 0.001, max: 86_400 }) * 1000,
      maxRetries: reader.integer('GRPC__CLIENT__MAX_RETRIES', 3, { min: 0, max: 4 }),
    }),
  });
  const open = new EnvReader('', merged);
  return {
    config,
    reader,
    targetOf: (other) =>
      open.string(`${other.toUpperCase()}__TARGET`, `dns:///localhost:${portOf(other, merged)}`),
  };
}

/** The port another service listens on, when it runs beside this one with the same environment. */
function portOf(other: ServiceName, env: Environment): number {
  return new EnvReader('', env).integer(`${other.toUpperCase()}__GRPC__SERVER__PORT`, SERVICE_PORTS[other], {
    min: 0,
    max: 65_535,
  });
}
