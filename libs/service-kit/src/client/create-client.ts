import {
  type ClientWritableStream,
  credentials,
  type CallOptions as GrpcCallOptions,
  Client as GrpcClient,
  Metadata,
  type MethodDefinition,
  type ServiceError,
} from '@grpc/grpc-js';
import { isSafeToRepeat } from '@trilha/proto-gen';
import type { ClientConfig } from '../config/service-config.js';
import { RemoteError } from '../errors/remote-error.js';
import { currentCall } from '../server/call-context.js';
import type { Definition, RequestOf, ResponseOf } from '../server/implementation.js';
import { CORRELATION_HEADER } from '../server/serve-call.js';

/** Time kept back from the caller's deadline for our own answer. */
const DEADLINE_MARGIN_MS = 20;
const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;

export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Milliseconds until the call is given up; the client's default otherwise. The caller's own deadline caps it. */
  readonly timeoutMs?: number;
  readonly metadata?: Metadata;
}

type Method<M> = M extends { requestStream: true; responseStream: true }
  ? (requests: AsyncIterable<RequestOf<M>>, options?: CallOptions) => AsyncIterable<ResponseOf<M>>
  : M extends { requestStream: true }
    ? (requests: AsyncIterable<RequestOf<M>>, options?: CallOptions) => Promise<ResponseOf<M>>
    : M extends { responseStream: true }
      ? (request: RequestOf<M>, options?: CallOptions) => AsyncIterable<ResponseOf<M>>
      : (request: RequestOf<M>, options?: CallOptions) => Promise<ResponseOf<M>>;

/** Typed stubs: promises for single answers, async iterables for streams. Failures are {@link RemoteError}s. */
export type Client<D extends Definition> = { readonly [M in keyof D]: Method<D[M]> } & {
  /** Name of the service called, for messages. */
  readonly $name: string;
  readonly $target: string;
  close(): void;
};

export interface ClientOptions extends ClientConfig {
  /** Short name of the service, used in errors. */
  readonly name: string;
  /** gRPC target, such as `dns:///localhost:50051`. */
  readonly target: string;
}

/**
 * Makes a client. Every call has a deadline: its own, capped by what the call being served has left. Methods whose
 * contract says that they may be repeated are tried again when the service is unavailable.
 */
export function createClient<const D extends Definition>(definition: D, options: ClientOptions): Client<D> {
  const { name, target, defaultTimeoutMs } = options;
  const channel = new GrpcClient(target, credentials.createInsecure(), {
    'grpc.service_config': JSON.stringify(serviceConfig(definition, options)),
    'grpc.service_config_disable_resolution': 1,
    'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
    'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
    'grpc.keepalive_time_ms': 60_000,
    'grpc.keepalive_timeout_ms': 10_000,
    'grpc.initial_reconnect_backoff_ms': 100,
    'grpc.max_reconnect_backoff_ms': 2_000,
  });
  const methods = Object.entries(definition).map(([key, method]) => [
    key,
    callerOf(channel, method, name, defaultTimeoutMs),
  ]);
  return {
    ...Object.fromEntries(methods),
    $name: name,
    $target: target,
    close: () => channel.close(),
  } as Client<D>;
}

function serviceConfig(definition: Definition, { maxRetries }: ClientOptions): object {
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

type AnyMethod = MethodDefinition<unknown, unknown>;

function callerOf(client: GrpcClient, method: AnyMethod, name: string, defaultTimeoutMs: number) {
  const { path, requestSerialize: encode, responseDeserialize: decode } = method;
  const prepare = (options: CallOptions) => ({
    metadata: metadataOf(options),
    call: { deadline: deadlineOf(options, defaultTimeoutMs) } satisfies GrpcCallOptions,
    signal: options.signal ?? currentCall()?.signal,
  });
  if (method.responseStream) {
    return (request: unknown, options: CallOptions = {}): AsyncIterable<unknown> => {
      const { metadata, call, signal } = prepare(options);
      if (!method.requestStream) {
        const stream = client.makeServerStreamRequest(path, encode, decode, request, metadata, call);
        return received(stream, name, signal);
      }
      const stream = client.makeBidiStreamRequest(path, encode, decode, metadata, call);
      void send(stream, request as AsyncIterable<unknown>);
      return received(stream, name, signal);
    };
  }
  return (request: unknown, options: CallOptions = {}): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const { metadata, call, signal } = prepare(options);
      const done = (error: ServiceError | null, answer?: unknown): void => {
        signal?.removeEventListener('abort', cancel);
        if (error === null) resolve(answer);
        else reject(new RemoteError(name, error));
      };
      const stream = method.requestStream
        ? client.makeClientStreamRequest(path, encode, decode, metadata, call, done)
        : undefined;
      const open = stream ?? client.makeUnaryRequest(path, encode, decode, request, metadata, call, done);
      const cancel = (): void => open.cancel();
      if (signal?.aborted) cancel();
      else signal?.addEventListener('abort', cancel);
      if (stream !== undefined) void send(stream, request as AsyncIterable<unknown>);
    });
}

type Sink = Pick<ClientWritableStream<unknown>, 'write' | 'end' | 'cancel' | 'on'>;

/** Writes a stream of requests at the pace the other side takes them. A source that fails cancels the call. */
async function send(sink: Sink, requests: AsyncIterable<unknown>): Promise<void> {
  let open = true;
  const wake = new Set<() => void>();
  const resume = (): void => {
    for (const waiting of wake) waiting();
    wake.clear();
  };
  const stop = (): void => {
    open = false;
    resume();
  };
  sink.on('drain', resume);
  // The error itself reaches the caller with the answer; here it only ends the sending.
  sink.on('error', stop);
  sink.on('status', stop);
  try {
    for await (const request of requests) {
      if (!open) return;
      if (!sink.write(request)) await new Promise<void>((resolve) => (open ? wake.add(resolve) : resolve()));
    }
    if (open) sink.end();
  } catch {
    sink.cancel();
  }
}

async function* received(
  stream: AsyncIterable<unknown> & { cancel(): void },
  name: string,
  signal: AbortSignal | undefined,
): AsyncIterable<unknown> {
  const cancel = (): void => stream.cancel();
  if (signal?.aborted) cancel();
  else signal?.addEventListener('abort', cancel);
  try {
    for await (const message of stream) yield message;
  } catch (error) {
    throw isServiceError(error) ? new RemoteError(name, error) : error;
  } finally {
    signal?.removeEventListener('abort', cancel);
    stream.cancel();
  }
}

const isServiceError = (error: unknown): error is ServiceError =>
  error instanceof Error && 'code' in error && 'metadata' in error && error.metadata instanceof Metadata;

function metadataOf({ metadata }: CallOptions): Metadata {
  const out = metadata?.clone() ?? new Metadata();
  const context = currentCall();
  if (context !== undefined && out.get(CORRELATION_HEADER).length === 0) {
    out.set(CORRELATION_HEADER, context.correlationId);
  }
  return out;
}

function deadlineOf({ timeoutMs }: CallOptions, defaultTimeoutMs: number): Date {
  const own = Date.now() + (timeoutMs ?? defaultTimeoutMs);
  const callers = currentCall()?.deadline?.getTime();
  return new Date(callers === undefined ? own : Math.min(own, callers - DEADLINE_MARGIN_MS));
}
