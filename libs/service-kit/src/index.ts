export { type Admission, admit } from './access/admit.js';
export {
  AUTHORIZATION_HEADER,
  type Caller,
  NOBODY,
  SERVICE_AUTHORIZATION_HEADER,
} from './access/caller.js';
export { createGatekeeper, type Gate, type Gatekeeper } from './access/gatekeeper.js';
export { type AuthConfig, loadAuthConfig } from './auth/auth-config.js';
export { type DevelopmentIssuer, openDevelopmentIssuer } from './auth/development-issuer.js';
export { type Principal, ROLES, type Role } from './auth/principal.js';
export { createServiceIdentity, type ServiceIdentity } from './auth/service-identity.js';
export { createTokenVerifier, type TokenVerifier } from './auth/token-verifier.js';
export { type BreakerState, CircuitBreaker } from './client/circuit-breaker.js';
export type { ClientOptions } from './client/client-options.js';
export { type Client, createClient } from './client/create-client.js';
export type { CallOptions } from './client/outgoing-call.js';
export { probeOf } from './client/status-probe.js';
export {
  GATEWAY_HTTP_PORT,
  GRPC_SERVICES,
  METRICS_PORTS,
  SERVICE_PORTS,
  type ServiceName,
} from './config/directory.js';
export { ConfigError, type Environment, EnvReader } from './config/env-reader.js';
export { runService } from './config/run-service.js';
export { loadServerConfig, type ServerConfig, type ServerLimits } from './config/server-config.js';
export {
  type ClientConfig,
  type LoadedConfig,
  type LogLevel,
  loadServiceConfig,
  type ServiceConfig,
} from './config/service-config.js';
export { isLoopback, loadTlsConfig, refuseOpenPlaintext, type TlsConfig } from './config/tls-config.js';
export { workspaceRoot } from './config/workspace-root.js';
export { PassedStatus } from './errors/passed-status.js';
export { RemoteError } from './errors/remote-error.js';
export { ERROR_DOMAIN, type StatusAnswer, statusDetailsOf, toStatus } from './errors/to-status.js';
export { type Kit, type KitConfig, openKit } from './kit/open-kit.js';
export { type Closable, closeOnSignal } from './lifecycle/close-on-signal.js';
export { DueLoop, type DueLoopOptions } from './lifecycle/due-loop.js';
export { newId, systemClock } from './lifecycle/system.js';
export { Waiter } from './lifecycle/waiter.js';
export { hashSubject } from './log/hash-subject.js';
export { openLogSalt } from './log/log-salt.js';
export {
  createLogger,
  type LogFileOptions,
  type Logger,
  type LoggerOptions,
  type OpenLogger,
  openLogger,
} from './log/logger.js';
export { LATENCY_BUCKETS } from './metrics/method-meter.js';
export { createMetrics, type MethodMeter, type Metrics } from './metrics/metrics.js';
export { type ProbeServer, type Readiness, startProbeServer } from './metrics/probe-server.js';
export { RecentWindow, rateOf, SAMPLE_EVERY_MS, type Span as RecentSpan } from './metrics/recent-window.js';
export { registerScraped, type Sample } from './metrics/scraped-metric.js';
export {
  FAULT_CODES,
  isHousekeeping,
  quantileOfBuckets,
  type Totals,
  type Traffic,
  trafficOf,
} from './metrics/traffic.js';
export { probe } from './server/bind.js';
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
export { CORRELATION_HEADER } from './server/incoming-call.js';
export { methodOf, type RpcMethod } from './server/method.js';
export {
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
export { CertificateFiles, type Certificates } from './tls/certificate-files.js';
export { openTransport, PLAINTEXT, type Transport, transportOf } from './tls/credentials.js';
export {
  formatTraceparent,
  newTraceContext,
  parseTraceparent,
  type TraceContext,
} from './tracing/trace-context.js';
export { openTracing, type Span, type Tracing } from './tracing/tracing.js';
