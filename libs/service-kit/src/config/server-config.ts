import type { EnvReader } from './env-reader.js';

/** Bounds of one gRPC server. */
export interface ServerLimits {
  /** Of one message, both ways. */
  readonly maxMessageBytes: number;
  /** Names and values of the metadata of one call together. */
  readonly maxMetadataBytes: number;
  /** Calls in flight on the whole server; one more is refused at once. */
  readonly maxConcurrentCalls: number;
  /** Calls that one connection may have open. */
  readonly maxStreamsPerConnection: number;
  /** The longest a call with a single answer may take, whatever its caller would wait. */
  readonly maxCallMs: number;
  /** A connection is asked to go after this long, so that clients spread anew over scaled services. */
  readonly maxConnectionAgeMs: number;
  /** Pause between pings of an idle connection. */
  readonly keepaliveMs: number;
}

export interface ServerConfig {
  /** False: no RPC port; everything else of the service still runs. */
  readonly enabled: boolean;
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly reflectionEnabled: boolean;
  readonly healthCheckEnabled: boolean;
  readonly limits: ServerLimits;
  /** Between saying NOT_SERVING and refusing calls, for load balancers to notice. */
  readonly drainDelayMs: number;
  /** How long calls in flight may take to end. */
  readonly drainGraceMs: number;
}

const DAY_S = 86_400;

/** @throws ConfigError naming the variable with a value it can't take */
export function loadServerConfig(reader: EnvReader, defaultPort: number): ServerConfig {
  const integer = (name: string, fallback: number, min: number, max: number): number =>
    reader.integer(name, fallback, { min, max });
  const secondsAsMs = (name: string, fallback: number, min: number, max: number): number =>
    reader.decimal(name, fallback, { min, max }) * 1000;
  return Object.freeze({
    enabled: reader.boolean('GRPC__SERVER__ENABLED', true),
    host: reader.string('GRPC__SERVER__HOST', '127.0.0.1'),
    port: integer('GRPC__SERVER__PORT', defaultPort, 0, 65_535),
    reflectionEnabled: reader.boolean('GRPC__SERVER__REFLECTION_ENABLED', true),
    healthCheckEnabled: reader.boolean('GRPC__SERVER__HEALTH_CHECK_ENABLED', true),
    limits: Object.freeze({
      maxMessageBytes: integer('GRPC__SERVER__MAX_MESSAGE_BYTES', 4 * 1024 * 1024, 1_024, 1024 ** 3),
      maxMetadataBytes: integer('GRPC__SERVER__MAX_METADATA_BYTES', 16 * 1024, 1_024, 60_000),
      maxConcurrentCalls: integer('GRPC__SERVER__MAX_CONCURRENT_CALLS', 1_000, 1, 1_000_000),
      maxStreamsPerConnection: integer('GRPC__SERVER__MAX_STREAMS_PER_CONNECTION', 1_000, 1, 1_000_000),
      maxCallMs: secondsAsMs('GRPC__SERVER__MAX_CALL', 600, 0.01, DAY_S),
      maxConnectionAgeMs: secondsAsMs('GRPC__SERVER__MAX_CONNECTION_AGE', 1_800, 1, DAY_S),
      keepaliveMs: secondsAsMs('GRPC__SERVER__KEEPALIVE', 60, 1, DAY_S),
    }),
    drainDelayMs: secondsAsMs('GRPC__SERVER__DRAIN_DELAY', 0, 0, 300),
    drainGraceMs: secondsAsMs('GRPC__SERVER__DRAIN_GRACE', 10, 0, 3_600),
  });
}
