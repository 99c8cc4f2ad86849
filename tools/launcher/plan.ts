import {
  ConfigError,
  type Environment,
  GATEWAY_HTTP_PORT,
  loadServiceConfig,
  type ServiceName,
  type TlsConfig,
} from '@trilha/service-kit';
import type { ListedService } from './service-list.js';

/** A port that a service will listen on, and the variable that says so. */
export interface Listener {
  readonly variable: string;
  readonly host: string;
  /** 0: the system chooses. */
  readonly port: number;
}

export interface PlannedService {
  readonly name: ServiceName;
  /** Of the services that are started, those to wait for first. */
  readonly needs: readonly ServiceName[];
  readonly host: string;
  readonly port: number;
  /** `http` for the gateway, `grpc` for the others; `probe` for one whose RPC port is switched off. */
  readonly protocol: 'http' | 'grpc' | 'probe';
  readonly tls: TlsConfig;
  readonly listeners: readonly Listener[];
}

/** Where the gateway is found. */
export const urlOf = ({ host, port, tls }: Pick<PlannedService, 'host' | 'port' | 'tls'>): string =>
  `${tls.mode === 'off' ? 'http' : 'https'}://${host}:${port}`;

/** Each of these names one thing that two services cannot share. */
const ONE_SERVICE_ONLY = ['GRPC__SERVER__PORT', 'METRICS__PORT', 'DATABASE_URL'];
/** Where ingestion computes for others, unless told otherwise. */
const COMPUTE_PORT = 5_050;
const ANY_PORT = { min: 0, max: 65_535 };

/**
 * Where each service will be found.
 *
 * @param chosen every service after those it needs
 * @throws ConfigError for a variable that would give several services one port or database
 */
export function planServices(env: Environment, chosen: readonly ListedService[]): readonly PlannedService[] {
  const shared = ONE_SERVICE_ONLY.find((name) => (env[name] ?? '') !== '');
  if (shared !== undefined && chosen.length > 1) {
    throw new ConfigError(
      `${shared}: ${chosen.length} services cannot share it; put the name of one before it, such as CURSOS__${shared}`,
    );
  }
  const plan = chosen.map(({ name, needs }) => ({
    ...planService(name, env),
    needs: needs.filter((need) => chosen.some((other) => other.name === need)),
  }));
  refuseSharedPorts(plan);
  return plan;
}

function planService(name: ServiceName, env: Environment): Omit<PlannedService, 'needs'> {
  const { config, reader } = loadServiceConfig(name, env);
  const { tls, server, probes } = config;
  const owned = (variable: string): string => {
    const named = reader.nameOf(variable);
    return named === variable && ONE_SERVICE_ONLY.includes(variable)
      ? `${name.toUpperCase()}__${variable}`
      : named;
  };
  const probing = { variable: owned('METRICS__PORT'), ...probes };
  const rpc = { variable: owned('GRPC__SERVER__PORT'), host: server.host, port: server.port };
  const listeners = server.enabled ? [rpc, probing] : [probing];
  if (name === 'gateway') {
    const http = {
      variable: owned('HTTP__PORT'),
      host: reader.string('HTTP__HOST', '127.0.0.1'),
      port: reader.integer('HTTP__PORT', GATEWAY_HTTP_PORT, ANY_PORT),
    };
    return { name, host: http.host, port: http.port, protocol: 'http', tls, listeners: [http, ...listeners] };
  }
  if (name === 'ingestion') {
    const port = reader.integer('COMPUTE__PORT', COMPUTE_PORT, ANY_PORT);
    const host = reader.string('COMPUTE__HOST', '127.0.0.1');
    listeners.push({ variable: owned('COMPUTE__PORT'), host, port });
  }
  return server.enabled
    ? { name, host: server.host, port: server.port, protocol: 'grpc', tls, listeners }
    : { name, ...probes, protocol: 'probe', tls, listeners };
}

function refuseSharedPorts(plan: readonly PlannedService[]): void {
  const owners = new Map<number, string>();
  for (const { listeners } of plan) {
    for (const { variable, port } of listeners) {
      const owner = owners.get(port);
      if (port !== 0 && owner !== undefined) {
        throw new ConfigError(
          `${variable}: got ${port}, which ${owner} has taken; give one of them another port`,
        );
      }
      owners.set(port, variable);
    }
  }
}
