import { createLogger, type Environment, type ServiceName } from '@trilha/service-kit';
import { loadConfig } from '../config.js';

/** Where the smoke client finds the gateway and the services: where the gateway itself would listen and look. */
export function loadSmokeConfig(env: Environment) {
  const { http, targetOf, auth, tls } = loadConfig(env);
  const scheme = tls.mode === 'off' ? 'http' : 'https';
  return {
    restUrl: `${scheme}://${http.host}:${http.port}`,
    targetOf: (service: string): string => targetOf(service as ServiceName),
    auth,
    tls,
    log: createLogger({ service: 'smoke', level: 'silent' }),
  };
}
