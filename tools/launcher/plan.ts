import {
  ConfigError,
  type Environment,
  GATEWAY_HTTP_PORT,
  loadServiceConfig,
  SERVICE_PORTS,
  type ServiceName,
  type TlsConfig,
} from '@trilha/service-kit';

export interface PlannedService {
  readonly name: ServiceName;
  readonly host: string;
  readonly port: number;
  /** `http` for the gateway, `grpc` for the others. */
  readonly protocol: 'http' | 'grpc';
  readonly tls: TlsConfig;
}

/** Where the gateway is found. */
export const urlOf = ({ host, port, tls }: Pick<PlannedService, 'host' | 'port' | 'tls'>): string =>
  `${tls.mode === 'off' ? 'http' : 'https'}://${host}:${port}`;

/** Each of these names one thing that two services cannot share. */
const ONE_SERVICE_ONLY = ['GRPC__SERVER__PORT', 'METRICS__PORT', 'DATABASE_URL'];

/**
 * Which services to start and where each will be found: the gateway last, because it asks the others.
 *
 * @throws ConfigError for an unknown service or a variable that would give several services one port or database
 */
export function planServices(env: Environment, only?: readonly string[]): readonly PlannedService[] {
  const all = Object.keys(SERVICE_PORTS) as ServiceName[];
  const chosen = only === undefined ? all : all.filter((name) => only.includes(name));
  const unknown = only?.filter((name) => !(name in SERVICE_PORTS)) ?? [];
  if (unknown.length > 0) {
    throw new ConfigError(`--only: got ${JSON.stringify(unknown.join(','))}, takes ${all.join(', ')}`);
  }
  const shared = ONE_SERVICE_ONLY.find((name) => (env[name] ?? '') !== '');
  if (shared !== undefined && chosen.length > 1) {
    throw new ConfigError(
      `${shared}: ${chosen.length} services cannot share it; put the name of one before it, such as CURSOS__${shared}`,
    );
  }
  return chosen
    .map((name): PlannedService => {
      const { config, reader } = loadServiceConfig(name, env);
      const { tls } = config;
      if (name !== 'gateway') {
        return { name, host: config.server.host, port: config.server.port, protocol: 'grpc', tls };
      }
      const port = reader.integer('HTTP__PORT', GATEWAY_HTTP_PORT, { min: 0, max: 65_535 });
      return { name, host: reader.string('HTTP__HOST', '127.0.0.1'), port, protocol: 'http', tls };
    })
    .sort((a, b) => Number(a.protocol === 'http') - Number(b.protocol === 'http'));
}
