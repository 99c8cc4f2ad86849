import { type Environment, loadServiceConfig, type ServiceName } from '@trilha/service-kit';
import { loadConfig } from '../config.js';

/** Where the smoke client finds the gateway and the services: where the gateway itself would listen and look. */
export function loadSmokeConfig(env: Environment) {
  const { http } = loadConfig(env);
  const { targetOf } = loadServiceConfig('gateway', env).config;
  return {
    restUrl: `http://${http.host}:${http.port}`,
    targetOf: (service: string): string => targetOf(service as ServiceName),
  };
}
