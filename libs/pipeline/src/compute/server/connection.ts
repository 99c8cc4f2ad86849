import { setMaxListeners } from 'node:events';
import type { Socket } from 'node:net';
import type { CommandEngine } from '../command-engine.js';
import { ComputeError } from '../compute-error.js';
import { elapsedMs } from '../elapsed.js';
import { encodeFrame, type Frame, FrameSplitter } from '../frame.js';
import { errorMessage, readRequest, resultMessage, UnreadableRequest } from '../message.js';
import type { ComputeServerLimits } from './server-limits.js';

type Engine = Pick<CommandEngine<never>, 'run' | 'countRefused' | 'recordIo'>;

export interface ConnectionOptions {
  readonly engine: Engine;
  readonly limits: ComputeServerLimits;
}

/**
 * One caller. Requests are answered as they end, in any order. While it has too many in flight, or does not take its
 * answers, nothing more is read from it; once it is gone, what it asked for is cancelled.
 */
export class Connection {
  /** Requests that have no answer yet. */
  inFlight = 0;
  private readonly splitter: FrameSplitter;
  private readonly gone = new AbortController();
  /** When the first byte of the frame that has not ended was there. */
  private frameBeganMs = 0;
  /** What is still to be taken of the bytes that came last. */
  private chunk: { readonly frames: Generator<Frame>; readonly arrivedMs: number } | undefined;
  private finishing = false;

  constructor(
    private readonly socket: Socket,
    private readonly options: ConnectionOptions,
  ) {
    this.splitter = new FrameSplitter(options.limits.maxFrameBytes);
    // One for each request in flight.
    setMaxListeners(0, this.gone.signal);
    socket.setNoDelay(true);
    socket.setTimeout(options.limits.idleMs, () => this.endIfIdle());
    socket.on('data', (chunk: Buffer) => this.take(chunk));
    socket.on('drain', () => this.takeFrames());
    // Closing one's side is leaving: there is no telling it from a caller that has died.
    socket.on('end', () => this.leave());
    socket.on('close', () => this.leave());
    // What went wrong with a connection is the caller's to know; it is closed next.
    socket.on('error', () => {});
  }

  /** Answers what is in flight, refuses what comes meanwhile, and closes. */
  finish(): void {
    this.finishing = true;
    if (this.inFlight === 0) this.socket.destroySoon();
  }

  private take(chunk: Buffer): void {
    const nowMs = elapsedMs();
    if (!this.splitter.midFrame) this.frameBeganMs = nowMs;
    this.chunk = { frames: this.splitter.push(chunk), arrivedMs: nowMs };
    // Until every frame of it is taken: the next bytes would come out of their order.
    this.socket.pause();
    this.takeFrames();
  }

  /** Goes on with the bytes that are here, as far as the caller takes its answers, and then asks for more. */
  private takeFrames(): void {
    if (this.chunk === undefined) return;
    const { frames, arrivedMs } = this.chunk;
    while (this.inFlight < this.options.limits.maxInFlight && !this.socket.writableNeedDrain) {
      const { value: frame } = frames.next();
      if (frame === undefined) {
        this.chunk = undefined;
        this.socket.resume();
        return;
      }
      this.handle(frame, this.frameBeganMs);
      this.frameBeganMs = arrivedMs;
    }
  }

  private handle(frame: Frame, beganMs: number): void {
    if (frame.kind === 'payload') {
      void this.answer(frame.payload, beganMs);
      return;
    }
    const { maxFrameBytes } = this.options.limits;
    this.options.engine.countRefused();
    this.send(errorMessage(null, 'TOO_LARGE', `a mensagem tem ${frame.bytes} bytes; até ${maxFrameBytes}`));
  }

  private async answer(payload: Buffer, beganMs: number): Promise<void> {
    const { engine } = this.options;
    this.inFlight += 1;
    try {
      const { id, cmd, fields, deadlineMs } = readRequest(payload);
      try {
        if (this.finishing) throw new ComputeError('OVERLOADED', 'o servidor está parando');
        const { value, pooledMs } = await engine.run(cmd, fields, { signal: this.gone.signal, deadlineMs });
        const record = (): void => engine.recordIo(cmd, elapsedMs() - beganMs - pooledMs);
        this.send(resultMessage(id, value), record);
      } catch (error) {
        this.sendRefusal(id, error);
      }
    } catch (error) {
      engine.countRefused();
      this.sendRefusal(error instanceof UnreadableRequest ? error.id : null, error);
    } finally {
      this.inFlight -= 1;
      if (this.finishing) this.finish();
      this.takeFrames();
    }
  }

  private sendRefusal(id: string | number | null, error: unknown): void {
    if (this.gone.signal.aborted) return;
    const refusal = error instanceof ComputeError ? error : new ComputeError('INTERNAL', 'erro interno');
    this.send(errorMessage(id, refusal.code, refusal.message));
  }

  private send(message: string, onTaken?: () => void): void {
    if (!this.socket.writable) return;
    this.socket.write(encodeFrame(message), (error) => {
      if (error === undefined || error === null) onTaken?.();
    });
  }

  private leave(): void {
    this.chunk = undefined;
    this.gone.abort();
  }

  private endIfIdle(): void {
    if (this.inFlight === 0 || this.socket.writableNeedDrain) this.socket.destroy();
  }
}
