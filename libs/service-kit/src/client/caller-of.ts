import {
  type ClientUnaryCall,
  type Client as GrpcClient,
  type Metadata,
  type MethodDefinition,
  type ServiceError,
  status,
} from '@grpc/grpc-js';
import { methodOf } from '../server/method.js';
import { Attempt, type AttemptOptions } from './attempt.js';
import type { ClientOptions } from './client-options.js';
import type { CallOptions } from './outgoing-call.js';
import { abandon, encoderWithPoison, sendAll } from './send-all.js';

type AnyMethod = MethodDefinition<unknown, unknown>;
type Requests = AsyncIterable<unknown>;

export interface Wiring extends ClientOptions, Pick<AttemptOptions, 'breaker'> {
  readonly channel: GrpcClient;
}

/** Room for the status that says a stream of requests was given up to arrive before the deadline ends it. */
const GIVE_UP_EARLY_MS = 10;

/** A function that makes calls of one method. */
export function callerOf(method: AnyMethod, wiring: Wiring) {
  const rpc = methodOf(method);
  const meter = wiring.metrics?.clientMeter(rpc, wiring.name);
  const begin = (options: CallOptions): Attempt => new Attempt({ ...wiring, rpc, meter }, options);
  if (method.responseStream) {
    return (request: unknown, options: CallOptions = {}) =>
      streamOf(method, wiring.channel, request, begin, options);
  }
  const single = method.requestStream ? upload : unary;
  return (request: unknown, options: CallOptions = {}): Promise<unknown> =>
    single(method, wiring.channel, request, begin, options);
}

type Begin = (options: CallOptions) => Attempt;

async function unary(
  method: AnyMethod,
  channel: GrpcClient,
  request: unknown,
  begin: Begin,
  options: CallOptions,
) {
  const attempt = begin(options);
  const { path, requestSerialize: encode, responseDeserialize: decode } = method;
  const { deadline, signal } = attempt;
  try {
    const metadata = await attempt.metadata();
    const answer = await new Promise<unknown>((resolve, reject) => {
      const call = channel.makeUnaryRequest(path, encode, decode, request, metadata, { deadline }, done);
      tell(call, options);
      const unlink = onAbort(signal, () => call.cancel());
      function done(error: ServiceError | null, value?: unknown): void {
        unlink();
        if (error === null) resolve(value);
        else reject(error);
      }
    });
    attempt.succeeded();
    return answer;
  } catch (error) {
    throw attempt.failed(error);
  }
}

async function upload(
  method: AnyMethod,
  channel: GrpcClient,
  requests: unknown,
  begin: Begin,
  options: CallOptions,
) {
  const attempt = begin(options);
  const { path, responseDeserialize: decode } = method;
  const { deadline, signal } = attempt;
  try {
    const metadata = await attempt.metadata();
    const answer = await new Promise<unknown>((resolve, reject) => {
      const encode = encoderWithPoison(method.requestSerialize);
      const call = channel.makeClientStreamRequest(path, encode, decode, metadata, { deadline }, done);
      tell(call, options);
      const giveUp = (): void => abandon(call);
      const timer = setTimeout(giveUp, deadline - Date.now() - GIVE_UP_EARLY_MS);
      const unlink = onAbort(signal, giveUp);
      function done(error: ServiceError | null, value?: unknown): void {
        clearTimeout(timer);
        unlink();
        if (error === null) resolve(value);
        else reject(abandon.reasonOf(call, error, deadline - GIVE_UP_EARLY_MS));
      }
      void sendAll(call, requests as Requests);
    });
    attempt.succeeded();
    return answer;
  } catch (error) {
    throw attempt.failed(error);
  }
}

async function* streamOf(
  method: AnyMethod,
  channel: GrpcClient,
  request: unknown,
  begin: Begin,
  options: CallOptions,
): AsyncIterable<unknown> {
  const attempt = begin(options);
  let left = (): void => {};
  try {
    const opened = (method.requestStream ? openBidi : openServerStream)(method, channel, request, {
      metadata: await attempt.metadata(),
      deadline: attempt.deadline,
    });
    tell(opened.call, options);
    const unlink = onAbort(attempt.signal, opened.cancel);
    left = () => {
      unlink();
      opened.cancel();
    };
    yield* opened.messages;
    attempt.succeeded();
  } catch (error) {
    throw attempt.failed(error);
  } finally {
    attempt.left();
    left();
  }
}

interface Opened {
  readonly call: Answering;
  readonly messages: AsyncIterable<unknown>;
  readonly cancel: () => void;
}

interface Envelope {
  readonly metadata: Metadata;
  readonly deadline: number;
}

function openServerStream(
  { path, requestSerialize: encode, responseDeserialize: decode }: AnyMethod,
  channel: GrpcClient,
  request: unknown,
  { metadata, deadline }: Envelope,
): Opened {
  const stream = channel.makeServerStreamRequest(path, encode, decode, request, metadata, { deadline });
  return { call: stream, messages: stream, cancel: () => stream.cancel() };
}

function openBidi(
  { path, requestSerialize, responseDeserialize: decode }: AnyMethod,
  channel: GrpcClient,
  requests: unknown,
  { metadata, deadline }: Envelope,
): Opened {
  const encode = encoderWithPoison(requestSerialize);
  const stream = channel.makeBidiStreamRequest(path, encode, decode, metadata, { deadline });
  const sink = stream as unknown as Parameters<typeof abandon>[0];
  void sendAll(sink, requests as Requests);
  return { call: stream, messages: stream, cancel: () => abandon(sink) };
}

/** What grpc-js's calls of all four kinds tell of their answers. */
type Answering = Pick<ClientUnaryCall, 'on'>;

function tell(call: Answering, { onHeaders, onTrailers }: CallOptions): void {
  if (onHeaders !== undefined) call.on('metadata', onHeaders);
  if (onTrailers === undefined) return;
  call.on('status', ({ code, metadata }) => {
    if (code === status.OK) onTrailers(metadata);
  });
}

/** Gives what takes the listener away again. */
function onAbort(signal: AbortSignal | undefined, listener: () => void): () => void {
  if (signal === undefined) return () => {};
  if (signal.aborted) listener();
  else signal.addEventListener('abort', listener, { once: true });
  return () => signal.removeEventListener('abort', listener);
}
