import {
  createLogger,
  type Environment,
  loadServiceConfig,
  openTransport,
  SERVICE_PORTS,
  type ServiceName,
  type Transport,
} from '@trilha/service-kit';
import { HealthWatch } from './health-watch.js';
import { WatchedService } from './watched-service.js';

const silent = createLogger({ service: 'monitor', level: 'silent' });

export interface Watched {
  readonly services: readonly WatchedService[];
  close(): Promise<void>;
}

/**
 * Watches every service where the variables have it run; those that are down too.
 *
 * @throws ConfigError naming the variable with a value it can't take
 */
export function watchServices(env: Environment): Watched {
  const transports: Transport[] = [];
  const services = (Object.keys(SERVICE_PORTS) as ServiceName[]).map((name) => {
    const { server, probes, tls } = loadServiceConfig(name, env).config;
    const metricsUrl = `http://${hostIn(probes.host)}:${probes.port}/metrics`;
    if (!server.enabled) return new WatchedService(name, metricsUrl, undefined);
    const transport = openTransport(tls, silent);
    transports.push(transport);
    const target = `${hostIn(server.host)}:${server.port}`;
    return new WatchedService(
      name,
      metricsUrl,
      new HealthWatch(target, { name, credentials: transport.channel }),
    );
  });
  return {
    services,
    close: async () => {
      await Promise.all(services.map((service) => service.close()));
      for (const transport of transports) transport.close();
    },
  };
}

/** Where one connects to what listens everywhere. */
const hostIn = (host: string): string => {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
};
