import type { DescMethod, DescService } from '@bufbuild/protobuf';
import type { Metadata } from '@grpc/grpc-js';
import {
  bindService,
  type CallContext,
  type CallOptions,
  CORRELATION_HEADER,
  type ServiceBinding,
} from '@trilha/service-kit';
import type { CallTimes } from '../upstream/call-timeout.js';
import { passedOn } from '../upstream/passed-metadata.js';
import { type Bytes, type RawClient, rawDefinition } from '../upstream/raw-client.js';
import { passedFailure } from './passed-failure.js';

type SingleAnswer = (input: unknown, options: CallOptions) => Promise<Bytes>;
type StreamedAnswers = (input: unknown, options: CallOptions) => AsyncIterable<Bytes>;

/**
 * A service whose every method passes messages on as the bytes that they are, with headers, trailers, status, deadline
 * and cancellation, at the pace of the slower side.
 */
export function forwardingService(service: DescService, client: RawClient, times: CallTimes): ServiceBinding {
  const handlers = service.methods.map((method) => [method.name, forwarder(method, client, times)]);
  return bindService(rawDefinition(service), Object.fromEntries(handlers));
}

function forwarder({ name, methodKind }: DescMethod, client: RawClient, times: CallTimes) {
  const timeoutMs = methodKind === 'unary' ? times.unaryTimeoutMs : times.streamTimeoutMs;
  const call = client.methods[name];
  if (methodKind === 'unary' || methodKind === 'client_streaming') {
    return async (input: unknown, context: CallContext): Promise<Bytes> => {
      try {
        return await (call as SingleAnswer)(input, optionsOf(context, timeoutMs));
      } catch (error) {
        throw passedFailure(error, context.correlationId);
      }
    };
  }
  return async function* (input: unknown, context: CallContext): AsyncIterable<Bytes> {
    try {
      yield* (call as StreamedAnswers)(input, optionsOf(context, timeoutMs));
    } catch (error) {
      throw passedFailure(error, context.correlationId);
    }
  };
}

/** The kit's client keeps within the deadline of the call being served, ends with it and goes on with its trace. */
function optionsOf(context: CallContext, timeoutMs: number): CallOptions {
  const marked = (metadata: Metadata): Metadata => {
    const passed = passedOn(metadata);
    passed.set(CORRELATION_HEADER, context.correlationId);
    return passed;
  };
  return {
    within: context,
    timeoutMs,
    metadata: marked(context.metadata),
    // Ours before the caller's, which is among the metadata.
    ...(context.trace === undefined ? {} : { trace: context.trace }),
    onHeaders: (headers) => context.sendHeaders(marked(headers)),
    onTrailers: (trailers) => context.setTrailers(passedOn(trailers)),
  };
}
