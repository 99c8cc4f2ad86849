import { join, resolve } from 'node:path';
import { config as readDotenv } from 'dotenv';
import { type AuthConfig, loadAuthConfig } from '../auth/auth-config.js';
import { METRICS_PORTS, SERVICE_PORTS, type ServiceName } from './directory.js';
import { type Environment, EnvReader } from './env-reader.js';
import { loadServerConfig, type ServerConfig } from './server-config.js';
import { loadTlsConfig, refuseOpenPlaintext, type TlsConfig } from './tls-config.js';
import { workspaceRoot } from './workspace-root.js';

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface ClientConfig {
  /** Deadline of a call that sets none. */
  readonly defaultTimeoutMs: number;
  /** Further attempts of a failed call that is safe to repeat. */
  readonly maxRetries: number;
  /** Failures in a row after which a service is left alone for a while. */
  readonly breakerThreshold: number;
}

/** Where `/metrics`, `/healthz` and `/readyz` are answered. */
export interface ProbesConfig {
  readonly host: string;
  readonly port: number;
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
  readonly tls: TlsConfig;
  readonly auth: AuthConfig;
  readonly probes: ProbesConfig;
  /** gRPC target of another service, from `NAME__TARGET`. */
  readonly targetOf: (service: ServiceName) => string;
  /** Base URL of an OpenTelemetry collector (OTLP over HTTP); undefined: no traces are exported. */
  readonly otlpEndpoint: string | undefined;
}

export interface LoadedConfig {
  readonly config: ServiceConfig;
  /** For the variables that only this service has. */
  readonly reader: EnvReader;
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
  const dataDir = resolve(root, reader.string('DATA__DIR', 'data'));
  const tls = loadTlsConfig(reader, dataDir);
  const server = loadServerConfig(reader, SERVICE_PORTS[service]);
  refuseOpenPlaintext(reader.nameOf('GRPC__SERVER__HOST'), server.host, tls);
  const anyones = new EnvReader('', merged);
  const config: ServiceConfig = Object.freeze({
    service,
    version: VERSION,
    logLevel: reader.oneOf('LOG_LEVEL', LOG_LEVELS, 'info'),
    dataDir,
    server,
    client: Object.freeze({
      defaultTimeoutMs:
        reader.decimal('GRPC__CLIENT__DEFAULT_TIMEOUT', 30, { min: 0.001, max: 86_400 }) * 1000,
      maxRetries: reader.integer('GRPC__CLIENT__MAX_RETRIES', 3, { min: 0, max: 4 }),
      breakerThreshold: reader.integer('GRPC__CLIENT__CIRCUIT_BREAKER_THRESHOLD', 5, { min: 1, max: 1_000 }),
    }),
    tls,
    auth: loadAuthConfig(reader, dataDir),
    probes: Object.freeze({
      host: reader.string('METRICS__HOST', '127.0.0.1'),
      port: reader.integer('METRICS__PORT', METRICS_PORTS[service], { min: 0, max: 65_535 }),
    }),
    targetOf: (other: ServiceName) =>
      anyones.string(`${other.toUpperCase()}__TARGET`, `dns:///localhost:${portOf(other, merged)}`),
    otlpEndpoint: reader.url('OTEL_EXPORTER_OTLP_ENDPOINT', ['http:', 'https:'])?.replace(/\/+$/, ''),
  });
  return { config, reader };
}

/** The port another service listens on, when it runs beside this one with the same environment. */
function portOf(other: ServiceName, env: Environment): number {
  return new EnvReader('', env).integer(`${other.toUpperCase()}__GRPC__SERVER__PORT`, SERVICE_PORTS[other], {
    min: 0,
    max: 65_535,
  });
}
