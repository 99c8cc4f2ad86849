import { type ClientWritableStream, type ServiceError, status } from '@grpc/grpc-js';

type Encode = (message: unknown) => Buffer;
type Sink = Pick<ClientWritableStream<unknown>, 'write' | 'end' | 'cancel' | 'on' | 'writableEnded'>;

/** Field number 0 does not exist, so no decoder takes this for a message. */
const POISON_BYTES = Buffer.from([0x00]);
const POISON = Symbol('poison');
/** For the poison to be written where the other side takes nothing: then nothing after it arrives either. */
const POISON_MS = 100;

/** What was given up by us, and not refused by the other side. */
const abandoned = new WeakSet<object>();

export const encoderWithPoison =
  (encode: Encode): Encode =>
  (message) =>
    message === POISON ? POISON_BYTES : encode(message);

/**
 * Writes a stream of requests at the pace the other side takes them. A source that fails gives the call up.
 */
export async function sendAll(sink: Sink, requests: AsyncIterable<unknown>): Promise<void> {
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
      if (!open || abandoned.has(sink)) return;
      if (!sink.write(request)) await new Promise<void>((resolve) => (open ? wake.add(resolve) : resolve()));
    }
    if (open && !abandoned.has(sink)) sink.end();
  } catch {
    abandon(sink);
  }
}

/**
 * Cancels a call that still sends. HTTP/2 in Node ends the sending side before it resets the stream, so a server could
 * take what arrived for all there was and act on half of it. A message that cannot be decoded goes first: the call then
 * fails on the other side, whichever of the two it sees.
 */
export function abandon(sink: Sink): void {
  if (abandoned.has(sink)) return;
  abandoned.add(sink);
  if (sink.writableEnded) {
    sink.cancel();
    return;
  }
  const timer = setTimeout(() => sink.cancel(), POISON_MS);
  sink.write(POISON, () => {
    clearTimeout(timer);
    sink.cancel();
  });
}

/** The error of an abandoned call is ours, whatever the other side made of the poison. */
abandon.reasonOf = (sink: Sink, error: ServiceError, deadline: number): ServiceError => {
  if (!abandoned.has(sink)) return error;
  const late = Date.now() >= deadline;
  const code = late ? status.DEADLINE_EXCEEDED : status.CANCELLED;
  return Object.assign(error, { code, details: late ? 'Deadline exceeded' : 'Cancelled on client' });
};
