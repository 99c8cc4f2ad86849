import { Client as GrpcClient } from '@grpc/grpc-js';
import type { Definition, RequestOf, ResponseOf } from '../server/implementation.js';
import { PLAINTEXT } from '../tls/credentials.js';
import { callerOf } from './caller-of.js';
import { type BreakerState, CircuitBreaker } from './circuit-breaker.js';
import type { ClientOptions } from './client-options.js';
import type { CallOptions } from './outgoing-call.js';
import { ReconnectionWatch } from './reconnection-watch.js';
import { channelOptions } from './service-config.js';

type Method<M> = M extends { requestStream: true; responseStream: true }
  ? (requests: AsyncIterable<RequestOf<M>>, options?: CallOptions) => AsyncIterable<ResponseOf<M>>
  : M extends { requestStream: true }
    ? (requests: AsyncIterable<RequestOf<M>>, options?: CallOptions) => Promise<ResponseOf<M>>
    : M extends { responseStream: true }
      ? (request: RequestOf<M>, options?: CallOptions) => AsyncIterable<ResponseOf<M>>
      : (request: RequestOf<M>, options?: CallOptions) => Promise<ResponseOf<M>>;

/**
 * Typed stubs: promises for single answers, async iterables for streams. Failures are `RemoteError`s; but what the
 * caller's own code threw (a source of requests, `authorize`) comes back as it was.
 */
export type Client<D extends Definition> = { readonly [M in keyof D]: Method<D[M]> } & {
  /** Name of the service called, for messages. */
  readonly $name: string;
  readonly $target: string;
  /** Of the circuit breaker, now. */
  readonly $breaker: () => BreakerState;
  close(): void;
};

/**
 * Makes a client of one service. Every call has a deadline: its own, capped by what the call being served has left.
 * Methods whose contract says that they may be repeated are tried again when the service is unavailable; a service that
 * keeps failing is left alone for a while, and calls to it fail at once; one that was lost may be tried again as soon as
 * there is a connection to it.
 *
 * @param target gRPC target, such as `dns:///localhost:50051`
 */
export function createClient<const D extends Definition>(
  definition: D,
  target: string,
  options: ClientOptions,
): Client<D> {
  const { name, credentials = PLAINTEXT.channel, metrics, log, now } = options;
  const channel = new GrpcClient(target, credentials, channelOptions(definition, options));
  const reconnection = new ReconnectionWatch(channel);
  const breaker = new CircuitBreaker({
    threshold: options.breakerThreshold,
    ...(now === undefined ? {} : { now }),
    onChange: (state) => {
      const line = { event: 'breaker_changed', target: name, state };
      if (state === 'open') {
        log?.warn(line, `calls to ${name} fail at once for a while`);
        reconnection.once(() => breaker.mayTryNow());
      } else log?.info(line, `calls to ${name} go through again`);
    },
  });
  metrics?.breakerState(name, () => breaker.state);
  const methods = Object.entries(definition).map(([key, method]) => [
    key,
    callerOf(method, { ...options, channel, breaker }),
  ]);
  return {
    ...Object.fromEntries(methods),
    $name: name,
    $target: target,
    $breaker: () => breaker.state,
    close: () => channel.close(),
  } as Client<D>;
}
