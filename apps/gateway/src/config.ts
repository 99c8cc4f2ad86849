import {
  type Environment,
  GATEWAY_HTTP_PORT,
  GRPC_SERVICES,
  loadServiceConfig,
  refuseOpenPlaintext,
  type ServiceConfig,
} from '@trilha/service-kit';
import type { RestLimits } from './http/rest-call.js';

export interface GatewayConfig extends ServiceConfig {
  readonly http: { readonly host: string; readonly port: number };
  readonly limits: RestLimits;
  /** The services behind the gateway, by short name; the package of each is `trilha.<name>.v1`. */
  readonly services: readonly Upstream[];
}

export interface Upstream {
  readonly name: string;
  /** gRPC target. */
  readonly target: string;
}

const HEARTBEAT_MS = 15_000;
const OPEN_AFTER_MS = 1_000;

/** @throws ConfigError naming the variable with a value it can't take */
export function loadConfig(env: Environment): GatewayConfig {
  const { config, reader } = loadServiceConfig('gateway', env);
  const host = reader.string('HTTP__HOST', '127.0.0.1');
  refuseOpenPlaintext(reader.nameOf('HTTP__HOST'), host, config.tls);
  return Object.freeze({
    ...config,
    http: Object.freeze({
      host,
      port: reader.integer('HTTP__PORT', GATEWAY_HTTP_PORT, { min: 0, max: 65_535 }),
    }),
    limits: Object.freeze({
      bodyLimitBytes: reader.integer('HTTP__BODY_LIMIT', 4 * 1024 * 1024, {
        min: 1_024,
        max: 64 * 1024 * 1024,
      }),
      unaryTimeoutMs: config.client.defaultTimeoutMs,
      streamTimeoutMs: reader.decimal('HTTP__STREAM_TIMEOUT', 3_600, { min: 1, max: 86_400 }) * 1000,
      heartbeatMs: HEARTBEAT_MS,
      openAfterMs: OPEN_AFTER_MS,
    }),
    services: Object.freeze(
      GRPC_SERVICES.map((name) => Object.freeze({ name, target: config.targetOf(name) })),
    ),
  });
}
