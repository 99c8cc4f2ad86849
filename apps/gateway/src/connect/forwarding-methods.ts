import {
  type DescMethod,
  type DescService,
  fromBinary,
  type Message,
  type MessageShape,
  toBinary,
} from '@bufbuild/protobuf';
import type { HandlerContext, ServiceImpl } from '@connectrpc/connect';
import type { CallOptions } from '@trilha/service-kit';
import type { CallTimes } from '../upstream/call-timeout.js';
import type { Bytes, RawClient } from '../upstream/raw-client.js';
import { explained, watched } from '../upstream/watched-requests.js';
import { connectFailure } from './connect-failure.js';
import { addHeaders, metadataFrom } from './header-metadata.js';
import { httpCallOf } from './http-call.js';

type Single = (input: Bytes | AsyncIterable<Bytes>, options: CallOptions) => Promise<Bytes>;
type Streamed = (input: Bytes | AsyncIterable<Bytes>, options: CallOptions) => AsyncIterable<Bytes>;
type Input = Message | AsyncIterable<Message>;

/** Makes every method of a service one that passes messages on and answers what the service answers. */
export function forwardingMethods(
  service: DescService,
  client: RawClient,
  times: CallTimes,
): Partial<ServiceImpl<DescService>> {
  const methods = service.methods.map((method) => [method.localName, forwarder(method, client, times)]);
  return Object.fromEntries(methods);
}

function forwarder(method: DescMethod, client: RawClient, times: CallTimes) {
  const { methodKind, name, output } = method;
  const maxMs = methodKind === 'unary' ? times.unaryTimeoutMs : times.streamTimeoutMs;
  const call = client.methods[name];
  const decode = (bytes: Bytes): Message => fromBinary(output, bytes);
  if (methodKind === 'unary' || methodKind === 'client_streaming') {
    return async (input: Input, context: HandlerContext): Promise<Message> => {
      const { sent, rethrow } = outgoing(method, input);
      try {
        refuse(context);
        return decode(await (call as Single)(sent, optionsOf(context, maxMs)).catch(rethrow));
      } catch (error) {
        throw connectFailure(error, context, client.name);
      }
    };
  }
  return async function* (input: Input, context: HandlerContext): AsyncIterable<Message> {
    const { sent, rethrow } = outgoing(method, input);
    try {
      refuse(context);
      const answers = (call as Streamed)(sent, optionsOf(context, maxMs));
      yield* mapped(explained(answers, rethrow), decode);
    } catch (error) {
      throw connectFailure(error, context, client.name);
    }
  };
}

/** @throws what the edge refused the call for */
function refuse(context: HandlerContext): void {
  const { refusal } = httpCallOf(context);
  if (refusal !== undefined) throw refusal;
}

/** What is sent, and what tells why sending failed. */
interface Outgoing {
  readonly sent: Bytes | AsyncIterable<Bytes>;
  readonly rethrow: (error: unknown) => never;
}

function outgoing({ input }: DescMethod, given: Input): Outgoing {
  const encode = (message: Message): Bytes => toBinary(input, message as MessageShape<typeof input>);
  if (Symbol.asyncIterator in given) {
    const { messages, rethrow } = watched(mapped(given, encode));
    return { sent: messages, rethrow };
  }
  return {
    sent: encode(given),
    rethrow: (error) => {
      throw error;
    },
  };
}

async function* mapped<A, B>(source: AsyncIterable<A>, change: (one: A) => B): AsyncGenerator<B> {
  for await (const one of source) yield change(one);
}

function optionsOf(context: HandlerContext, maxMs: number): CallOptions {
  const { correlationId, trace } = httpCallOf(context);
  return {
    timeoutMs: Math.max(1, Math.min(maxMs, context.timeoutMs() ?? maxMs)),
    signal: context.signal,
    trace,
    metadata: metadataFrom(context.requestHeader, correlationId),
    onHeaders: (headers) => addHeaders(context.responseHeader, headers),
    onTrailers: (trailers) => addHeaders(context.responseTrailer, trailers),
  };
}
