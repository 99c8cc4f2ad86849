import { isIP } from 'node:net';
import {
  type Environment,
  type EnvReader,
  GATEWAY_HTTP_PORT,
  GRPC_SERVICES,
  loadServiceConfig,
  refuseOpenPlaintext,
  type ServiceConfig,
  type TlsConfig,
} from '@trilha/service-kit';
import type { EdgeOptions } from './edge/edge.js';
import type { RestLimits } from './http/rest-call.js';

export interface GatewayConfig extends ServiceConfig {
  readonly http: {
    readonly host: string;
    readonly port: number;
    /** With TLS: only clients with a certificate of the authority are served over HTTP. */
    readonly requireClientCert: boolean;
  };
  readonly limits: RestLimits;
  readonly edge: Omit<EdgeOptions, 'auth'>;
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
      requireClientCert: loadRequireClientCert(reader, config.tls),
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
    edge: Object.freeze(loadEdge(reader)),
    services: Object.freeze(
      GRPC_SERVICES.map((name) => Object.freeze({ name, target: config.targetOf(name) })),
    ),
  });
}

/** Off also with `mtls`, which is about services: browsers and their users have tokens, and no certificates. */
function loadRequireClientCert(reader: EnvReader, { mode }: TlsConfig): boolean {
  const wanted = reader.boolean('HTTP__REQUIRE_CLIENT_CERT', false);
  if (wanted && mode === 'off') reader.refuse('HTTP__REQUIRE_CLIENT_CERT', 'false while TLS__MODE is off');
  return wanted;
}

/** What stands before the routes. */
function loadEdge(reader: EnvReader): GatewayConfig['edge'] {
  return {
    rateLimit: reader.decimal('HTTP__RATE_LIMIT', 200, { min: 0, max: 1_000_000 }),
    rateLimitAddress: reader.decimal('HTTP__RATE_LIMIT_ADDRESS', 1_000, { min: 0, max: 1_000_000 }),
    maxLagMs: reader.decimal('HTTP__MAX_LAG', 0.5, { min: 0, max: 60 }) * 1000,
    corsOrigins: loadOrigins(reader),
    trustProxy: loadProxies(reader),
  };
}

function loadOrigins(reader: EnvReader): readonly string[] {
  const given = reader.optional('HTTP__CORS_ORIGINS')?.split(',') ?? [];
  return given.map((text) => {
    const origin = text.trim();
    if (origin === '*' || (URL.canParse(origin) && new URL(origin).origin === origin)) return origin;
    return reader.refuse(
      'HTTP__CORS_ORIGINS',
      '*, or origins such as https://escola.exemplo, with commas between',
    );
  });
}

/** Nobody by default: whoever else is believed may claim any address. */
function loadProxies(reader: EnvReader): readonly string[] {
  const given = reader.string('HTTP__TRUST_PROXY', 'false');
  if (given === 'false') return [];
  return given.split(',').map((text) => {
    const [address = '', bits, more] = text.trim().split('/');
    const width = isIP(address) === 6 ? 128 : 32;
    const fits = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= width);
    if (isIP(address) > 0 && fits && more === undefined) return text.trim();
    return reader.refuse(
      'HTTP__TRUST_PROXY',
      'false, or addresses and networks such as 10.0.0.0/8, with commas between',
    );
  });
}
