import { type Environment, loadServiceConfig } from '@trilha/service-kit';
import { databaseFileOf } from '@trilha/storage';

/** What cpar is told from outside; it has no variables of its own. */
export function loadConfig(env: Environment) {
  const { config, reader } = loadServiceConfig('cpar', env);
  return Object.freeze({ ...config, databaseFile: databaseFileOf(reader, config) });
}
