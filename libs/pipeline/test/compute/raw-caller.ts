import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { encodeFrame, FrameSplitter } from '../../src/compute/index.js';

export interface RawAnswer {
  readonly id: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: string; readonly message: string };
}

/** A caller that can break every rule of the protocol. */
export class RawCaller {
  readonly answers: RawAnswer[] = [];
  closed = false;
  private readonly splitter = new FrameSplitter(2 ** 26);

  private constructor(readonly socket: Socket) {
    socket.on('data', (chunk: Buffer) => {
      for (const frame of this.splitter.push(chunk))
        if (frame.kind === 'payload') this.answers.push(JSON.parse(frame.payload.toString()) as RawAnswer);
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      this.closed = true;
    });
  }

  static async open(port: number): Promise<RawCaller> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new RawCaller(socket);
  }

  send(request: object): void {
    this.socket.write(encodeFrame(JSON.stringify(request)));
  }

  /** The answers, when there are so many of them. */
  async heard(count: number): Promise<readonly RawAnswer[]> {
    while (this.answers.length < count && !this.closed) await new Promise((resolve) => setImmediate(resolve));
    return this.answers;
  }

  destroy(): void {
    this.socket.destroy();
  }
}
