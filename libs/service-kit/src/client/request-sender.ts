import type { ClientWritableStream } from '@grpc/grpc-js';
import { OurFault, tooLarge } from './given-up.js';
import { MAX_MESSAGE_BYTES } from './service-config.js';

/** The sending side of a grpc-js call whose messages are encoded already. */
type Sink = Pick<ClientWritableStream<Buffer>, 'write' | 'end' | 'cancel' | 'on' | 'writableEnded'>;

/** No wire type has the number 7, so every decoder refuses this. */
const POISON = Buffer.from([0x07]);
/** For the poison to be written where the other side takes nothing: then nothing after it arrives either. */
const POISON_MS = 100;

/** grpc-js would encode as part of sending, and cancel the call where that fails. */
export const encodedAlready = (message: Buffer): Buffer => message;

/**
 * Sends a stream of requests, whole or so that nobody takes it for whole. HTTP/2 in Node ends the sending side of a
 * stream before it resets it, so a server could take what arrived before a cancellation for all there was and act on
 * half of it. A message that cannot be decoded goes first: the call then fails on the other side, whichever it sees.
 */
export class RequestSender {
  private sending = true;
  private wake: () => void = () => {};
  private timer: NodeJS.Timeout | undefined;
  private why: unknown;

  constructor(private readonly sink: Sink) {
    sink.on('drain', () => this.wake());
    // The error itself reaches the caller with the answer; here it only ends the sending.
    sink.on('error', () => this.stop());
    sink.on('status', () => this.stop());
  }

  /** Nothing more comes, and nobody can take what came for a part. */
  get sentAll(): boolean {
    return this.sink.writableEnded;
  }

  /** What the call was given up for; undefined when it was not. */
  get givenUpFor(): unknown {
    return this.why;
  }

  /**
   * Sends at the pace the other side takes. A source that fails, or a request that can't be encoded, gives the call up.
   */
  async send<T>(requests: AsyncIterable<T>, encode: (request: T) => Buffer): Promise<void> {
    try {
      for await (const request of requests) {
        if (!this.sending) return;
        const bytes = encode(request);
        if (bytes.length > MAX_MESSAGE_BYTES) return this.giveUp(tooLarge(bytes.length, MAX_MESSAGE_BYTES));
        if (!this.sink.write(bytes)) await this.drained();
        if (!this.sending) return;
      }
      if (this.sending) this.sink.end();
    } catch (error) {
      this.giveUp(new OurFault(error));
    }
  }

  /** Ends a call that still sends; nothing happens when it is over. */
  giveUp(why: unknown): void {
    if (!this.sending) return;
    this.stop();
    this.why = why;
    if (this.sink.writableEnded) {
      this.cancel();
      return;
    }
    this.timer = setTimeout(() => this.cancel(), POISON_MS);
    this.sink.write(POISON, () => this.cancel());
  }

  /**
   * In a turn of its own: grpc-js passes messages on through promises, and only between turns is it sure that all that
   * was written has reached the connection or waits behind something that has not, which keeps the end back too.
   */
  private cancel(): void {
    clearTimeout(this.timer);
    setImmediate(() => this.sink.cancel());
  }

  private stop(): void {
    this.sending = false;
    this.wake();
  }

  private drained(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
      if (!this.sending) resolve();
    });
  }
}
