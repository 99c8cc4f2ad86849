import type { Readable } from 'node:stream';
import {
  type ClientUnaryCall,
  type Client as GrpcClient,
  type Metadata,
  type MethodDefinition,
  status,
} from '@grpc/grpc-js';
import { methodOf } from '../server/method.js';
import { Attempt, type AttemptOptions } from './attempt.js';
import type { ClientOptions } from './client-options.js';
import { type Envelope, onLeft } from './envelope.js';
import { cancelled, outOfTime } from './given-up.js';
import type { CallOptions } from './outgoing-call.js';
import { encodedAlready, RequestSender } from './request-sender.js';
import { unaryCall } from './unary-call.js';

type AnyMethod = MethodDefinition<unknown, unknown>;
type Requests = AsyncIterable<unknown>;

export interface Wiring extends ClientOptions, Pick<AttemptOptions, 'breaker'> {
  readonly channel: GrpcClient;
}

/** Room for the message that gives a stream of requests up to leave before the deadline cancels the call. */
const GIVE_UP_EARLY_MS = 10;

/** A function that makes calls of one method. */
export function callerOf(method: AnyMethod, wiring: Wiring) {
  const rpc = methodOf(method);
  const meter = wiring.metrics?.clientMeter(rpc, wiring.name);
  const { channel } = wiring;
  const same = { ...wiring, rpc, meter };
  const begin = (options: CallOptions): Attempt => new Attempt(same, options);
  if (method.responseStream) {
    return (request: unknown, options: CallOptions = {}) =>
      streamOf(method, channel, request, begin, options);
  }
  const single = method.requestStream ? upload : unaryCall;
  return async (request: unknown, options: CallOptions = {}): Promise<unknown> => {
    const attempt = begin(options);
    try {
      const ready = attempt.metadata();
      // Most have it at once, and a turn of the queue costs more than the question.
      const metadata = ready instanceof Promise ? await ready : ready;
      const answer = await single(method, channel, request, envelopeOf(attempt, options, metadata));
      attempt.succeeded();
      return answer;
    } catch (error) {
      throw attempt.failed(error);
    }
  };
}

type Begin = (options: CallOptions) => Attempt;

const envelopeOf = ({ deadline, waiter }: Attempt, listeners: CallOptions, metadata: Metadata): Envelope => ({
  metadata,
  deadline,
  waiter,
  listeners,
});

function upload(
  { path, requestSerialize: encode, responseDeserialize: decode }: AnyMethod,
  channel: GrpcClient,
  requests: unknown,
  { metadata, deadline, waiter, listeners }: Envelope,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const call = channel.makeClientStreamRequest(
      path,
      encodedAlready,
      decode,
      metadata,
      { deadline },
      (error, value) => {
        unlink();
        if (error === null) resolve(value);
        else reject(sender.givenUpFor ?? error);
      },
    );
    tell(call, listeners);
    const sender = new RequestSender(call);
    const unlink = onGivenUp(sender, deadline, waiter);
    void sender.send(requests as Requests, encode);
  });
}

async function* streamOf(
  method: AnyMethod,
  channel: GrpcClient,
  request: unknown,
  begin: Begin,
  options: CallOptions,
): AsyncIterable<unknown> {
  const attempt = begin(options);
  let opened: Opened | undefined;
  try {
    const metadata = await attempt.metadata();
    const open = method.requestStream ? openBidi : openServerStream;
    opened = open(method, channel, request, envelopeOf(attempt, options, metadata));
    for await (const message of opened.messages) {
      attempt.answering();
      yield message;
    }
    attempt.succeeded();
  } catch (error) {
    throw attempt.failed(opened?.reasonOf(error) ?? error);
  } finally {
    attempt.left();
    opened?.leave();
  }
}

interface Opened {
  readonly messages: AsyncIterable<unknown>;
  /** Lets go of the call, and cancels it when it is not over. */
  readonly leave: () => void;
  /** Why the call was given up by us, where it was; else what it failed with. */
  readonly reasonOf: (error: unknown) => unknown;
}

function openServerStream(
  { path, requestSerialize: encode, responseDeserialize: decode }: AnyMethod,
  channel: GrpcClient,
  request: unknown,
  { metadata, deadline, waiter, listeners }: Envelope,
): Opened {
  const stream = channel.makeServerStreamRequest(path, encode, decode, request, metadata, { deadline });
  tell(stream, listeners);
  const unlink = onLeft(waiter, () => cancelNextTurn(stream));
  const leave = (): void => {
    unlink();
    cancelNextTurn(stream);
  };
  return { messages: stream, leave, reasonOf: (error) => error };
}

function openBidi(
  { path, requestSerialize: encode, responseDeserialize: decode }: AnyMethod,
  channel: GrpcClient,
  requests: unknown,
  { metadata, deadline, waiter, listeners }: Envelope,
): Opened {
  const stream = channel.makeBidiStreamRequest(path, encodedAlready, decode, metadata, { deadline });
  tell(stream, listeners);
  const sender = new RequestSender(stream);
  const unlink = onGivenUp(sender, deadline, waiter);
  void sender.send(requests as Requests, encode);
  const leave = (): void => {
    unlink();
    sender.giveUp(cancelled());
  };
  // Leaving the iteration must not destroy the stream: its sending side is still needed to give the call up.
  const messages = (stream as unknown as Readable).iterator({ destroyOnReturn: false });
  return { messages, leave, reasonOf: (error) => sender.givenUpFor ?? error };
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

/** Gives a stream of requests up on abort and just before its deadline. Gives what takes both away again. */
function onGivenUp(sender: RequestSender, deadline: number, waiter: Envelope['waiter']): () => void {
  const leftMs = deadline - Date.now() - GIVE_UP_EARLY_MS;
  // Once all is sent, the deadline itself may end the call: the other side knows it as well.
  const expire = (): void => (sender.sentAll ? undefined : sender.giveUp(outOfTime()));
  const timer = setTimeout(expire, Math.max(1, leftMs));
  if (leftMs <= 0) expire();
  const unlink = onLeft(waiter, () => sender.giveUp(cancelled()));
  return () => {
    clearTimeout(timer);
    unlink();
  };
}

/** In the turn in which a call is made, grpc-js takes a cancellation for its caller and then sends the call all the same. */
const cancelNextTurn = (call: { cancel(): void }): void => {
  setImmediate(() => call.cancel());
};
