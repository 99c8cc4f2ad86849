import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import type { Readable } from 'node:stream';
import {
  type Metadata,
  type MethodDefinition,
  type ServerDuplexStream,
  type ServerReadableStream,
  type ServerUnaryCall,
  type ServerWritableStream,
  type sendUnaryData,
  status,
  type UntypedHandleCall,
} from '@grpc/grpc-js';
import { v7 as uuidv7 } from 'uuid';
import { type StatusAnswer, toStatus } from '../errors/to-status.js';
import type { Logger } from '../log/logger.js';
import { type CallContext, runInCall } from './call-context.js';

export const CORRELATION_HEADER = 'x-correlation-id';
/** Printable ASCII without spaces, so that it can stand in any log and header. */
const CORRELATION_ID = /^[\x21-\x7e]{1,128}$/;

type AnyHandler = (request: never, context: CallContext) => unknown;
type Message = unknown;
interface Surface {
  readonly metadata: Metadata;
  getDeadline(): Date | number;
  getPeer(): string;
  sendMetadata(metadata: Metadata): void;
  on(event: 'cancelled', listener: () => void): unknown;
}

/**
 * Makes a grpc-js handler of ours. grpc-js leaves a client waiting for ever when a handler rejects, so everything that
 * is thrown becomes a status here; each call ends exactly once and leaves one log line.
 */
export function serveCall(
  { path, requestStream, responseStream }: MethodDefinition<Message, Message>,
  handler: AnyHandler,
  log: Logger,
): UntypedHandleCall {
  if (responseStream) {
    return (call: ServerWritableStream<Message, Message> | ServerDuplexStream<Message, Message>) => {
      const served = open(path, call, log);
      const request = requestStream
        ? requestsOf(call as Readable, served.context.signal)
        : (call as ServerWritableStream<Message, Message>).request;
      void runInCall(served.context, async () => {
        try {
          const answers = handler(request as never, served.context) as AsyncIterable<Message>;
          for await (const answer of answers) {
            if (call.cancelled) break;
            if (!call.write(answer)) await drained(call, served.context.signal);
          }
          served.end(status.OK);
          call.end();
        } catch (error) {
          const answer = served.fail(error);
          call.emit('error', { code: answer.code, details: answer.details, metadata: answer.metadata });
        }
      });
    };
  }
  return (
    call: ServerUnaryCall<Message, Message> | ServerReadableStream<Message, Message>,
    callback: sendUnaryData<Message>,
  ) => {
    const served = open(path, call, log);
    const request = requestStream
      ? requestsOf(call as Readable, served.context.signal)
      : (call as ServerUnaryCall<Message, Message>).request;
    void runInCall(served.context, async () => {
      try {
        const answer = await handler(request as never, served.context);
        served.end(status.OK);
        callback(null, answer);
      } catch (error) {
        const answer = served.fail(error);
        callback({ code: answer.code, details: answer.details, metadata: answer.metadata });
      }
    });
  };
}

/**
 * The requests of a stream, ending with an AbortError when the caller goes away: grpc-js itself may then neither end
 * the stream nor fail it, and a handler would wait for ever. Plain iteration would also destroy the stream at its end,
 * and with it the way for the answer.
 */
async function* requestsOf(call: Readable, signal: AbortSignal): AsyncIterable<Message> {
  const cancelled = new Promise<never>((_resolve, reject) => {
    const fail = (): void => reject(new DOMException('the caller is gone', 'AbortError'));
    if (signal.aborted) fail();
    else signal.addEventListener('abort', fail, { once: true });
  });
  cancelled.catch(() => {});
  const all = call.iterator({ destroyOnReturn: false });
  for (;;) {
    const next = await Promise.race([all.next(), cancelled]);
    if (next.done) return;
    yield next.value;
  }
}

/** Waits until the stream takes more, or the caller is gone. */
async function drained(call: NodeJS.EventEmitter, signal: AbortSignal): Promise<void> {
  await once(call, 'drain', { signal });
}

function open(method: string, call: Surface, log: Logger) {
  const startedAt = performance.now();
  const abort = new AbortController();
  call.on('cancelled', () => abort.abort());
  const given = call.metadata.get(CORRELATION_HEADER)[0];
  const correlationId = typeof given === 'string' && CORRELATION_ID.test(given) ? given : uuidv7();
  const deadline = call.getDeadline();
  const callLog = log.child({ method, correlation_id: correlationId });
  const context: CallContext = {
    method,
    signal: abort.signal,
    deadline:
      deadline instanceof Date ? deadline : Number.isFinite(deadline) ? new Date(deadline) : undefined,
    metadata: call.metadata,
    correlationId,
    log: callLog,
    sendHeaders: (metadata) => call.sendMetadata(metadata),
  };
  const end = (code: status, err?: unknown): void => {
    const line = {
      event: 'grpc_request_completed',
      duration_ms: Math.round((performance.now() - startedAt) * 1000) / 1000,
      status: status[code],
      peer: call.getPeer(),
    };
    if (err === undefined) callLog.info(line);
    else callLog.error({ ...line, err });
  };
  return {
    context,
    end,
    fail(error: unknown): StatusAnswer {
      const answer: StatusAnswer = toStatus(error);
      end(answer.code, answer.unexpected ? error : undefined);
      return answer;
    },
  };
}
