import { type Client as GrpcClient, type MethodDefinition, status } from '@grpc/grpc-js';
import { type Envelope, onLeft } from './envelope.js';
import { failure } from './given-up.js';

/**
 * Makes one unary call on the client's own channel.
 *
 * It does what `Client.makeUnaryRequest` does, without two layers of interceptors, an emitter, and the stack trace that
 * it takes of every call for the sake of the few that fail.
 *
 * @throws ServiceError what the call failed with
 */
export async function unaryCall(
  { path, requestSerialize, responseDeserialize }: MethodDefinition<unknown, unknown>,
  client: GrpcClient,
  request: unknown,
  { metadata, deadline, waiter, listeners }: Envelope,
): Promise<unknown> {
  const bytes = coded('Request message serialization failure', () => requestSerialize(request));
  const call = client.getChannel().createCall(path, deadline, undefined, null, undefined);
  // In the turn in which a call is made, grpc-js takes a cancellation for its caller and then sends the call all the same.
  const cancel = (): void =>
    void setImmediate(() => call.cancelWithStatus(status.CANCELLED, 'Cancelled on client'));
  const unlink = onLeft(waiter, cancel);
  const answered = new Promise<Buffer>((resolve, reject) => {
    let received: Buffer | undefined;
    call.start(metadata, {
      onReceiveMetadata: (headers) => listeners.onHeaders?.(headers),
      onReceiveMessage: (message: Buffer) => {
        if (received !== undefined)
          call.cancelWithStatus(status.UNIMPLEMENTED, 'Too many responses received');
        received = message;
      },
      onReceiveStatus: ({ code, details, metadata: trailers }) => {
        unlink();
        if (code !== status.OK) reject(failure(code, details, trailers));
        else if (received === undefined)
          reject(failure(status.UNIMPLEMENTED, 'No message received', trailers));
        else {
          listeners.onTrailers?.(trailers);
          resolve(received);
        }
      },
    });
  });
  call.sendMessageWithContext({}, bytes);
  call.halfClose();
  call.startRead();
  const answer = await answered;
  return coded('Response message parsing error', () => responseDeserialize(answer));
}

/** What a codec throws, as grpc-js tells it. */
function coded<T>(what: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw failure(status.INTERNAL, `${what}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
