import { connect, type Socket } from 'node:net';
import { type ConnectionOptions as TlsOptions, connect as tlsConnect } from 'node:tls';
import { type Clock, systemClock } from '../clock.js';
import { type ComputeCode, ComputeError, isComputeCode } from './compute-error.js';
import { encodeFrame, FrameSplitter } from './frame.js';
import type { Fields } from './message.js';

export interface ComputeClientOptions {
  readonly host: string;
  readonly port: number;
  /** With it the connection is protected: authorities, own certificate, name expected. */
  readonly tls?: TlsOptions | undefined;
  /** 5,000 by default. */
  readonly connectTimeoutMs?: number;
  /** Of one answer; 1 MiB by default. */
  readonly maxFrameBytes?: number;
  readonly clock?: Clock;
}

export interface ComputeCallOptions {
  /** Told to the server; the client waits {@link ANSWER_MARGIN_MS} more for its word. 60,000 by default. */
  readonly deadlineMs?: number;
  /** Ends the waiting; the server is not told, and goes on until the deadline. */
  readonly signal?: AbortSignal;
}

/** For a refusal by the deadline to come back. */
export const ANSWER_MARGIN_MS = 2_000;

/** The connection could not be made, has ended, or spoke something else. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}

/** A call that has no answer yet. */
interface Pending {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
  /** Forgets its timer and its signal. */
  readonly release: () => void;
}

/** A connection to a compute server. Any number of calls may be in flight; answers come in any order. */
export class ComputeClient {
  private readonly pending = new Map<number, Pending>();
  private readonly splitter: FrameSplitter;
  private readonly clock: Clock;
  private lastId = 0;
  private lost: ConnectionLost | undefined;

  private constructor(
    private readonly socket: Socket,
    { maxFrameBytes = 2 ** 20, clock = systemClock }: ComputeClientOptions,
  ) {
    this.splitter = new FrameSplitter(maxFrameBytes);
    this.clock = clock;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.take(chunk));
    socket.on('error', (error) => this.lose(`a conexão falhou: ${error.message}`, error));
    socket.on('close', () => this.lose('a conexão foi encerrada'));
  }

  /** @throws ConnectionLost */
  static async connect(options: ComputeClientOptions): Promise<ComputeClient> {
    const { host, port, tls, connectTimeoutMs = 5_000, clock = systemClock } = options;
    const socket = tls === undefined ? connect({ host, port }) : tlsConnect({ host, port, ...tls });
    await new Promise<void>((resolve, reject) => {
      const fail = (cause: Error): void => {
        cancel();
        socket.destroy();
        reject(new ConnectionLost(`sem conexão com ${host}:${port}: ${cause.message}`, { cause }));
      };
      const cancel = clock.after(connectTimeoutMs, () =>
        fail(new Error(`nada respondeu em ${connectTimeoutMs} ms`)),
      );
      socket.once('error', fail);
      socket.once(tls === undefined ? 'connect' : 'secureConnect', () => {
        cancel();
        socket.off('error', fail);
        resolve();
      });
    });
    return new ComputeClient(socket, options);
  }

  /** @throws ComputeError as the server answered, ConnectionLost, or the reason of the signal */
  call(cmd: string, fields: Fields = {}, options: ComputeCallOptions = {}): Promise<unknown> {
    const { deadlineMs = 60_000, signal } = options;
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      if (this.lost !== undefined) throw this.lost;
      const id = ++this.lastId;
      const frame = encodeFrame(JSON.stringify({ ...fields, id, cmd, deadline_ms: deadlineMs }));
      const abort = (): void => this.end(id)?.reject(signal?.reason);
      signal?.addEventListener('abort', abort, { once: true });
      const cancel = this.clock.after(deadlineMs + ANSWER_MARGIN_MS, () =>
        this.end(id)?.reject(new ComputeError('DEADLINE_EXCEEDED', `sem resposta em ${deadlineMs} ms`)),
      );
      const release = (): void => {
        cancel();
        signal?.removeEventListener('abort', abort);
      };
      this.pending.set(id, { resolve, reject, release });
      this.socket.write(frame);
    });
  }

  /** Ends the connection; the server gives up what is in flight. */
  close(): void {
    this.lose('a conexão foi encerrada por este lado');
    this.socket.destroy();
  }

  private take(chunk: Buffer): void {
    for (const frame of this.splitter.push(chunk)) {
      const answer = frame.kind === 'payload' ? readAnswer(frame.payload) : undefined;
      if (answer?.id == null) {
        // Of the second kind nobody can tell which call it answers.
        this.lose(answer?.error?.message ?? 'o servidor respondeu o que não é do protocolo');
        this.socket.destroy();
        return;
      }
      // One that nobody waits for any more is dropped.
      const waiting = this.end(answer.id);
      if (answer.error === undefined) waiting?.resolve(answer.result);
      else waiting?.reject(new ComputeError(answer.error.code, answer.error.message));
    }
  }

  private lose(message: string, cause?: Error): void {
    this.lost ??= new ConnectionLost(message, { cause });
    for (const id of this.pending.keys()) this.end(id)?.reject(this.lost);
  }

  /** @returns the call that is in flight no longer, if it was */
  private end(id: number): Pending | undefined {
    const call = this.pending.get(id);
    this.pending.delete(id);
    call?.release();
    return call;
  }
}

interface Answer {
  /** Null for a request that the server could not read. */
  readonly id: number | null;
  readonly result?: unknown;
  readonly error?: { readonly code: ComputeCode; readonly message: string };
}

/** Undefined for what this client can't have asked for. */
function readAnswer(payload: Buffer): Answer | undefined {
  try {
    const { id, result, error } = JSON.parse(payload.toString('utf8')) as Record<string, unknown>;
    if (typeof id !== 'number' && id !== null) return undefined;
    if (error === undefined) return result === undefined ? undefined : { id, result };
    const { code, message } = error as Record<string, unknown>;
    return isComputeCode(code) ? { id, error: { code, message: String(message) } } : undefined;
  } catch {
    return undefined;
  }
}
