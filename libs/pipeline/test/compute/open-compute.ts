import {
  CommandEngine,
  ComputeServer,
  type ComputeServerOptions,
  ThreadPool,
  type ThreadPoolOptions,
} from '../../src/compute/index.js';
import { commands, type Gate } from './commands.js';

export interface OpenComputeOptions extends Partial<Omit<ThreadPoolOptions, 'worker'>> {
  readonly worker: URL;
  readonly gate?: Gate;
  readonly server?: Partial<ComputeServerOptions>;
  readonly maxDeadlineMs?: number;
}

export interface RunningCompute {
  readonly server: ComputeServer;
  readonly engine: CommandEngine<Gate>;
  readonly pool: ThreadPool;
  readonly faults: unknown[];
  close(): Promise<void>;
}

/** A server with the commands of these tests on a free port. */
export async function openCompute(options: OpenComputeOptions): Promise<RunningCompute> {
  const {
    gate = { opened: Promise.resolve() },
    server: serverOptions,
    maxDeadlineMs,
    ...poolOptions
  } = options;
  const pool = new ThreadPool({ threads: 1, ...poolOptions });
  const faults: unknown[] = [];
  const engine = new CommandEngine({
    commands,
    context: gate,
    pool,
    onFault: (_, error) => faults.push(error),
    ...(poolOptions.clock === undefined ? {} : { clock: poolOptions.clock }),
    ...(maxDeadlineMs === undefined ? {} : { maxDeadlineMs }),
  });
  const server = await ComputeServer.listen({ engine, host: '127.0.0.1', port: 0, ...serverOptions });
  return {
    server,
    engine,
    pool,
    faults,
    close: async () => {
      await server.close();
      await pool.close();
    },
  };
}
