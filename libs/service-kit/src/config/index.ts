/** Reading the environment and running a command; for tools that run before code was generated from the contracts. */

export { ConfigError, type Environment, EnvReader } from './env-reader.js';
export { runService } from './run-service.js';
export { type LoadedConfig, loadServiceConfig } from './service-config.js';
