import fc from 'fast-check';
import {
  ConfigError,
  type LoadedConfig,
  loadServiceConfig,
  SERVICE_PORTS,
  type ServiceName,
} from '../src/index.js';

const SERVICES = Object.keys(SERVICE_PORTS) as ServiceName[];

/** Every variable that all services read. */
const VARIABLES = [
  'DATA__DIR',
  'LOG_LEVEL',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'METRICS__HOST',
  'METRICS__PORT',
  'TLS__MODE',
  'TLS__CERT_FILE',
  'TLS__KEY_FILE',
  'TLS__CA_FILE',
  'AUTH__ISSUER',
  'AUTH__AUDIENCE',
  'AUTH__ALGORITHMS',
  'AUTH__ROLES_CLAIM',
  'AUTH__CLOCK_TOLERANCE',
  'AUTH__JWKS_URL',
  'AUTH__JWKS_TTL',
  'AUTH__PUBLIC_KEY_FILE',
  'AUTH__SERVICE_TOKEN_FILE',
  'GRPC__CLIENT__DEFAULT_TIMEOUT',
  'GRPC__CLIENT__MAX_RETRIES',
  'GRPC__CLIENT__CIRCUIT_BREAKER_THRESHOLD',
  'GRPC__SERVER__ENABLED',
  'GRPC__SERVER__HOST',
  'GRPC__SERVER__PORT',
  'GRPC__SERVER__REFLECTION_ENABLED',
  'GRPC__SERVER__HEALTH_CHECK_ENABLED',
  'GRPC__SERVER__MAX_MESSAGE_BYTES',
  'GRPC__SERVER__MAX_METADATA_BYTES',
  'GRPC__SERVER__MAX_CONCURRENT_CALLS',
  'GRPC__SERVER__MAX_STREAMS_PER_CONNECTION',
  'GRPC__SERVER__MAX_CALL',
  'GRPC__SERVER__MAX_CONNECTION_AGE',
  'GRPC__SERVER__KEEPALIVE',
  'GRPC__SERVER__DRAIN_DELAY',
  'GRPC__SERVER__DRAIN_GRACE',
  'TARGET',
];

/** Half of them such as somebody means, so that loading gets far. */
const value = fc.oneof(
  fc.constantFrom('true', 'false', 'off', 'tls', 'mtls', 'info', '127.0.0.1', '0.0.0.0', '::1', 'dns:///a:1'),
  fc.constantFrom(
    'ES256',
    'RS256,EdDSA',
    'http://a/b',
    'https://u:p@a',
    '/',
    '.',
    'package.json',
    '30',
    '0.5',
  ),
  fc.double().map(String),
  fc.integer().map(String),
  fc.webUrl(),
  fc.string({ unit: 'binary' }),
);

const variable = fc
  .tuple(fc.constantFrom(...VARIABLES), fc.option(fc.constantFrom(...SERVICES)))
  .map(([name, service]) => (service === null ? name : `${service.toUpperCase()}__${name}`));

const environment = fc.dictionary(variable, value, { maxKeys: 12 });

/** Loads, and asks for every target, which is read when it is asked for. */
function load(service: ServiceName, env: Readonly<Record<string, string>>): LoadedConfig {
  const loaded = loadServiceConfig(service, env);
  for (const other of SERVICES) loaded.config.targetOf(other);
  return loaded;
}

describe('any environment', () => {
  it('either loads or is refused in one line that names a variable that was set, first', () => {
    const outcomes = { loaded: 0, refused: 0 };
    fc.assert(
      fc.property(fc.constantFrom(...SERVICES), environment, (service, env) => {
        try {
          load(service, env);
          outcomes.loaded += 1;
        } catch (error) {
          if (!(error instanceof ConfigError)) throw error;
          outcomes.refused += 1;
          const named = /^[A-Z_]+/.exec(error.message)?.[0] ?? '';
          const isSet = [named, `${service.toUpperCase()}__${named}`].some((name) => name in env);
          expect([error.message, isSet]).toEqual([error.message, true]);
          expect(error.message).not.toContain('\n');
        }
      }),
      { numRuns: 3_000 },
    );
    // Or the property would say little.
    expect([outcomes.loaded > 300, outcomes.refused > 300]).toEqual([true, true]);
  });

  it('that loads has numbers within what it says of them', () => {
    fc.assert(
      fc.property(fc.constantFrom(...SERVICES), environment, (service, env) => {
        let loaded: LoadedConfig;
        try {
          loaded = load(service, env);
        } catch {
          return;
        }
        const { client, server, probes } = loaded.config;
        for (const port of [server.port, probes.port]) {
          expect(Number.isInteger(port) && port >= 0 && port <= 65_535).toBe(true);
        }
        const rest = [...Object.values(server.limits), ...Object.values(client), server.drainGraceMs];
        for (const number of rest) expect(Number.isFinite(number) && number >= 0).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});
