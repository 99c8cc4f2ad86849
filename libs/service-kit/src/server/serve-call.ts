import { once } from 'node:events';
import type { Readable } from 'node:stream';
import {
  type MethodDefinition,
  type ServerDuplexStream,
  type ServerReadableStream,
  type ServerUnaryCall,
  type ServerWritableStream,
  type sendUnaryData,
  status,
  type UntypedHandleCall,
} from '@grpc/grpc-js';
import { type CallContext, runInCall } from './call-context.js';
import { answerEncoder } from './encode-answer.js';
import type { IncomingCall, Surface } from './incoming-call.js';
import { chain, type Handling, type Interceptor } from './interceptor.js';
import type { RpcMethod } from './method.js';
import { type Outcome, SUCCESS } from './outcome.js';

type Message = unknown;
export type AnyHandler = (request: never, context: CallContext) => unknown;

/** What a server does around each of its calls. */
export interface Serving {
  /** Starts to follow a call; the request is undefined for a stream of requests. */
  readonly open: (surface: Surface, rpc: RpcMethod, request: Message) => IncomingCall;
  /** The layers around the handlers of a method, outermost first. */
  readonly layersOf: (rpc: RpcMethod) => readonly Interceptor[];
  /** Whether clients find the call by themselves: see {@link currentCall}. */
  readonly ambient: boolean;
  /** Of one answer. */
  readonly maxMessageBytes: number;
}

/**
 * Makes a grpc-js handler of ours. grpc-js leaves a client waiting for ever when a handler rejects or never calls back,
 * so whatever happens inside becomes exactly one outcome, and the outcome exactly one status. Answers are handed to it
 * encoded: see {@link withEncodedAnswers}.
 */
export function serveCall(
  shape: MethodDefinition<Message, Message>,
  rpc: RpcMethod,
  handler: AnyHandler,
  { open, layersOf, ambient, maxMessageBytes }: Serving,
): UntypedHandleCall {
  const { requestStream, responseStream } = shape;
  const encode = answerEncoder(shape, maxMessageBytes);
  const single: Handling = async (call) => {
    call.answer = encode(await handler(inputOf(call) as never, call));
    return SUCCESS;
  };
  const streaming: Handling = async (call) => {
    // Awaited although it should be iterable at once: a promise that rejects must not end the process.
    const answers = (await handler(inputOf(call) as never, call)) as AsyncIterable<Message>;
    for await (const answer of answers) {
      if (call.over) break;
      call.refuseUnlessOwnerAsked();
      await call.write(encode(answer));
    }
    return SUCCESS;
  };
  const inputOf = (call: IncomingCall): Message =>
    requestStream ? requestsOf(call.surface as unknown as Readable, call.signal) : call.request;
  const invoke = responseStream ? streaming : single;
  const inner = chain(layersOf(rpc), (call) => call.settle(() => invoke(call)));
  const handle: Handling = ambient ? (call) => runInCall(call, () => inner(call)) : inner;

  const run = async (call: IncomingCall, send: (outcome: Outcome) => void): Promise<void> => {
    const outcome = await handle(call);
    call.end(outcome);
    send(outcome);
  };
  if (responseStream) {
    return (stream: ServerWritableStream<Message, Message> | ServerDuplexStream<Message, Message>) => {
      const call = open(stream, rpc, 'request' in stream ? stream.request : undefined);
      call.write = (answer) =>
        stream.write(answer) ? undefined : once(stream, 'drain', { signal: call.signal });
      void run(call, (outcome) => {
        if (outcome.code === status.OK) stream.end(call.trailers);
        else stream.emit('error', statusOf(outcome));
      });
    };
  }
  return (
    surface: ServerUnaryCall<Message, Message> | ServerReadableStream<Message, Message>,
    callback: sendUnaryData<Message>,
  ) => {
    const call = open(surface, rpc, 'request' in surface ? surface.request : undefined);
    void run(call, (outcome) => {
      if (outcome.code === status.OK) callback(null, call.answer, call.trailers);
      else callback(statusOf(outcome));
    });
  };
}

const statusOf = ({ code, details, metadata }: Outcome) => ({ code, details, metadata });

/**
 * The requests of a stream, ending with an AbortError when the call is given up: grpc-js itself may then neither end
 * the stream nor fail it, and a handler would wait for ever. Plain iteration would also destroy the stream at its end,
 * and with it the way for the answer.
 */
async function* requestsOf(call: Readable, signal: AbortSignal): AsyncIterable<Message> {
  const all = call.iterator({ destroyOnReturn: false });
  let fail = (_reason: unknown): void => {};
  const giveUp = (): void => fail(new DOMException('the call was given up', 'AbortError'));
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    for (;;) {
      const next = await new Promise<IteratorResult<Message>>((resolve, reject) => {
        fail = reject;
        if (signal.aborted) giveUp();
        all.next().then(resolve, reject);
      });
      if (next.done) return;
      yield next.value;
    }
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}
