import type { ChannelOptions } from '@grpc/grpc-js';
import { isSafeToRepeat } from '@trilha/proto-gen';
import type { Definition } from '../server/implementation.js';

/** Of one message, both ways. */
export const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;

/** What a channel needs to be told so that it stays alive, spreads its calls and repeats what may be repeated. */
export const channelOptions = (
  definition: Definition,
  { maxRetries }: { maxRetries: number },
): ChannelOptions => ({
  'grpc.service_config': JSON.stringify(serviceConfig(definition, maxRetries)),
  // Nobody's DNS records decide how we call.
  'grpc.service_config_disable_resolution': 1,
  'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
  'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
  'grpc.keepalive_time_ms': 60_000,
  'grpc.keepalive_timeout_ms': 10_000,
  'grpc.initial_reconnect_backoff_ms': 100,
  // As late as this is found that a service is back.
  'grpc.max_reconnect_backoff_ms': 1_000,
  // Counts of every call and connection that nobody here can ask for.
  'grpc.enable_channelz': 0,
});

function serviceConfig(definition: Definition, maxRetries: number): object {
  const repeatable = Object.values(definition)
    .filter(({ path }) => isSafeToRepeat(path))
    .map(({ path }) => ({ service: path.split('/')[1], method: path.split('/')[2] }));
  const retryPolicy = {
    maxAttempts: maxRetries + 1,
    initialBackoff: '0.1s',
    maxBackoff: '2s',
    backoffMultiplier: 2,
    retryableStatusCodes: ['UNAVAILABLE'],
  };
  return {
    loadBalancingConfig: [{ round_robin: {} }],
    methodConfig: maxRetries > 0 && repeatable.length > 0 ? [{ name: repeatable, retryPolicy }] : [],
    // Half of recent calls failing stops retries, so that they do not bury a service that is struggling.
    retryThrottling: { maxTokens: 20, tokenRatio: 0.5 },
  };
}
