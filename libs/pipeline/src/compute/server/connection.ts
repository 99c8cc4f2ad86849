import type { Socket } from 'node:net';
import type { CommandEngine } from '../command-engine.js';
import type { Running } from '../command-run.js';
import { ComputeError } from '../compute-error.js';
import { elapsedMs } from '../elapsed.js';
import { encodeFrame, type Frame, FrameSplitter } from '../frame.js';
import {
  type ComputeRequest,
  errorMessage,
  type RequestId,
  readRequest,
  resultMessage,
  UnreadableRequest,
} from '../message.js';
import type { ComputeServerLimits } from './server-limits.js';

type Engine = Pick<CommandEngine<never>, 'start' | 'countRefused' | 'recordIo'>;

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
  private readonly inFlight = new Set<Running>();
  private readonly splitter: FrameSplitter;
  /** When the bytes came that are being taken. */
  private arrivedMs = 0;
  /** When the first byte of the frame that has not ended was there. */
  private frameBeganMs = 0;
  private finishing = false;
  private gone = false;

  constructor(
    private readonly socket: Socket,
    private readonly options: ConnectionOptions,
  ) {
    this.splitter = new FrameSplitter(options.limits.maxFrameBytes);
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
    if (this.inFlight.size === 0) this.socket.destroySoon();
  }

  private take(chunk: Buffer): void {
    this.arrivedMs = elapsedMs();
    if (!this.splitter.midFrame) this.frameBeganMs = this.arrivedMs;
    this.splitter.push(chunk);
    this.takeFrames();
  }

  /** Goes on with the bytes that are here, as far as the caller takes its answers, and then lets more come. */
  private takeFrames(): void {
    const { socket, splitter, inFlight } = this;
    if (this.gone) return;
    while (inFlight.size < this.options.limits.maxInFlight && !socket.writableNeedDrain) {
      const { value: frame } = splitter.next();
      if (frame === undefined) {
        if (socket.isPaused()) socket.resume();
        return;
      }
      this.handle(frame, this.frameBeganMs);
      this.frameBeganMs = this.arrivedMs;
    }
    // The next bytes would come out of their order.
    socket.pause();
  }

  private handle(frame: Frame, beganMs: number): void {
    const { engine, limits } = this.options;
    if (frame.kind === 'oversized') {
      const message = `a mensagem tem ${frame.bytes} bytes; até ${limits.maxFrameBytes}`;
      engine.countRefused();
      this.send(errorMessage(null, 'TOO_LARGE', message));
      return;
    }
    let id: RequestId = null;
    try {
      const request = readRequest(frame.payload);
      id = request.id;
      if (this.finishing) throw new ComputeError('OVERLOADED', 'o servidor está parando');
      this.start(request, beganMs);
    } catch (error) {
      if (error instanceof UnreadableRequest) {
        engine.countRefused();
        id = error.id;
      }
      this.refuse(id, error as ComputeError);
    }
  }

  private start({ id, cmd, fields, deadlineMs }: ComputeRequest, beganMs: number): void {
    const { engine } = this.options;
    const running = engine.start(
      cmd,
      fields,
      {
        answered: (value, pooledMs) => {
          this.send(resultMessage(id, value), () => engine.recordIo(cmd, elapsedMs() - beganMs - pooledMs));
          this.ended(running);
        },
        refused: (error) => {
          this.refuse(id, error);
          this.ended(running);
        },
      },
      deadlineMs,
    );
    this.inFlight.add(running);
  }

  private ended(running: Running): void {
    this.inFlight.delete(running);
    if (this.finishing) this.finish();
    this.takeFrames();
  }

  private refuse(id: RequestId, { code, message }: ComputeError): void {
    this.send(errorMessage(id, code, message));
  }

  private send(message: string, onTaken?: () => void): void {
    if (!this.socket.writable) return;
    this.socket.write(encodeFrame(message), (error) => {
      if (error === undefined || error === null) onTaken?.();
    });
  }

  private leave(): void {
    this.gone = true;
    for (const running of this.inFlight) running.cancel();
    this.inFlight.clear();
  }

  private endIfIdle(): void {
    if (this.inFlight.size === 0 || this.socket.writableNeedDrain) this.socket.destroy();
  }
}
