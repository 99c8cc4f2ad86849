import type { TlsOptions } from 'node:tls';
import { CommandEngine, ComputeServer, ThreadPool } from '@trilha/pipeline/compute';
import { type CommandContext, commands } from './commands.js';

export interface OpenComputeOptions {
  readonly host: string;
  readonly port: number;
  /** Threads at most. */
  readonly workers: number;
  /** Tasks that may wait; the library's default when absent. */
  readonly maxQueue?: number | undefined;
  /** The file with the threads' side. */
  readonly worker: URL;
  /** How much the threads let others of the process go first; see `ThreadPool`. */
  readonly niceness?: number;
  readonly drainGraceMs?: number;
  readonly tls?: TlsOptions | undefined;
  /** Told of faults of ours, whose causes callers do not learn. */
  readonly onFault: (what: string, error: unknown) => void;
}

export interface Compute {
  readonly engine: CommandEngine<CommandContext>;
  readonly pool: ThreadPool;
  readonly server: ComputeServer;
}

/** The compute port with its commands; no thread runs before there is work. */
export async function openCompute(options: OpenComputeOptions): Promise<Compute> {
  const { host, port, workers, maxQueue, worker, niceness = 0, drainGraceMs, tls, onFault } = options;
  const pool = new ThreadPool({
    worker,
    threads: workers,
    niceness,
    ...(maxQueue === undefined ? {} : { maxQueue }),
  });
  const context: CommandContext = { stats: () => engine.stats() };
  const engine = new CommandEngine({ commands, context, pool, onFault });
  const server = await ComputeServer.listen({
    engine,
    host,
    port,
    tls,
    limits: drainGraceMs === undefined ? {} : { drainGraceMs },
    onError: (error) => onFault('accept', error),
  });
  return { engine, pool, server };
}
