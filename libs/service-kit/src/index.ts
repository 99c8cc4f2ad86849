export { type AuthConfig, loadAuthConfig } from './auth/auth-config.js';
export { type DevelopmentIssuer, openDevelopmentIssuer } from './auth/development-issuer.js';
export { type Principal, ROLES, type Role } from './auth/principal.js';
export { createServiceIdentity, type ServiceIdentity } from './auth/service-identity.js';
export { createTokenVerifier, type TokenVerifier } from './auth/token-verifier.js';
export {
  type CallOptions,
  type Client,
  type ClientOptions,
  createClient,
} from './client/create-client.js';
export { probeOf } from './client/status-probe.js';
export { GRPC_SERVICES, SERVICE_PORTS, type ServiceName } from './config/directory.js';
export { ConfigError, type Environment, EnvReader } from './config/env-reader.js';
export {
  type ClientConfig,
  type LoadedConfig,
  type LogLevel,
  loadServiceConfig,
  type ServerConfig,
  type ServiceConfig,
} from './config/service-config.js';
export { workspaceRoot } from './config/workspace-root.js';
export { RemoteError } from './errors/remote-error.js';
export { ERROR_DOMAIN, type StatusAnswer, statusDetailsOf, toStatus } from './errors/to-status.js';
export { DueLoop, type DueLoopOptions } from './lifecycle/due-loop.js';
export { type Closable, closeOnSignal, runService } from './lifecycle/run-service.js';
export { newId, systemClock } from './lifecycle/system.js';
export { createLogger, type Logger, type LoggerOptions } from './log/logger.js';
export { type CallContext, currentCall } from './server/call-context.js';
export { campos } from './server/fields.js';
export { HealthRegistry } from './server/health.js';
export {
  bindService,
  type Definition,
  type Implementation,
  type RequestOf,
  type ResponseOf,
  type ServiceBinding,
} from './server/implementation.js';
export { CORRELATION_HEADER } from './server/serve-call.js';
export {
  probe,
  type RunningService,
  type StartServiceOptions,
  startService,
} from './server/start-service.js';
export {
  createStatusHandler,
  durationOf,
  millisOf,
  type StatusOptions,
  type StatusProbe,
} from './server/status.js';
export { validate } from './server/validate.js';
