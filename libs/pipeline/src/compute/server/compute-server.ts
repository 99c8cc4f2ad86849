import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions, type Server as TlsServer } from 'node:tls';
import { type Clock, systemClock } from '../../clock.js';
import type { CommandEngine } from '../command-engine.js';
import { Connection } from './connection.js';
import { type ComputeServerLimits, DEFAULT_LIMITS } from './server-limits.js';

export interface ComputeServerOptions {
  // biome-ignore lint/suspicious/noExplicitAny: what its commands are given is no business of the server
  readonly engine: CommandEngine<any>;
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** With it connections are protected, and none is taken in the clear. */
  readonly tls?: TlsOptions | undefined;
  readonly limits?: Partial<ComputeServerLimits>;
  readonly clock?: Clock;
  /** Told when a connection can't be accepted. */
  readonly onError?: (error: Error) => void;
}

const HANDSHAKE_MS = 10_000;

/** Answers commands over TCP: frames of a length and JSON, see {@link CommandEngine} for what they can be. */
export class ComputeServer {
  private readonly connections = new Set<Connection>();
  /** Those whose handshake has not ended, too. */
  private readonly sockets = new Set<Socket>();
  private closed: Promise<void> | undefined;

  private constructor(
    private readonly server: Server,
    private readonly options: ComputeServerOptions,
    private readonly limits: ComputeServerLimits,
  ) {}

  /** @throws the error of the system when the address can't be bound */
  static async listen(options: ComputeServerOptions): Promise<ComputeServer> {
    const limits = { ...DEFAULT_LIMITS, ...options.limits };
    const server =
      options.tls === undefined
        ? createServer()
        : createTlsServer({ handshakeTimeout: HANDSHAKE_MS, ...options.tls });
    const own = new ComputeServer(server, options, limits);
    server.on('connection', (socket) => own.remember(socket));
    server.on(options.tls === undefined ? 'connection' : 'secureConnection', (socket) => own.accept(socket));
    server.maxConnections = limits.maxConnections;
    server.listen(options.port, options.host);
    await once(server, 'listening');
    // Such as no file handle left for another connection: those that exist go on.
    server.on('error', (error) => options.onError?.(error));
    return own;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get open(): number {
    return this.connections.size;
  }

  /** For connections from now on; those that exist keep theirs. */
  renewTls(tls: TlsOptions): void {
    (this.server as TlsServer).setSecureContext(tls);
  }

  /** Takes no new connections, lets requests in flight end within the grace, cuts what is left. */
  close(): Promise<void> {
    this.closed ??= this.drain();
    return this.closed;
  }

  private async drain(): Promise<void> {
    const { clock = systemClock } = this.options;
    const closed = once(this.server, 'close');
    this.server.close();
    const cancel = clock.after(this.limits.drainGraceMs, () => {
      for (const socket of this.sockets) socket.destroy();
    });
    for (const connection of this.connections) connection.finish();
    await closed;
    cancel();
  }

  private remember(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket));
  }

  private accept(socket: Socket): void {
    const { engine } = this.options;
    const connection = new Connection(socket, { engine, limits: this.limits });
    this.connections.add(connection);
    socket.on('close', () => this.connections.delete(connection));
  }
}
