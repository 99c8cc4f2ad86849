import type { ChannelCredentials } from '@grpc/grpc-js';
import type { ClientConfig } from '../config/service-config.js';
import type { Logger } from '../log/logger.js';
import type { Metrics } from '../metrics/metrics.js';
import type { Tracing } from '../tracing/tracing.js';
import type { Credentials } from './outgoing-call.js';

export interface ClientOptions extends ClientConfig, Credentials {
  /** Short name of the service, used in errors, metrics and logs. */
  readonly name: string;
  /** How the connection is protected; in the clear when absent. */
  readonly credentials?: ChannelCredentials;
  readonly metrics?: Metrics;
  readonly tracing?: Tracing;
  readonly log?: Pick<Logger, 'info' | 'warn'>;
  /** Milliseconds that only grow, by which the circuit breaker counts its pauses. */
  readonly now?: () => number;
}
