import type { Piscina } from 'piscina';
import type { WorkerResult, WorkerTask } from './in-worker.js';
import type { Threads } from './run-threads.js';

export type WorkerPool = Piscina<WorkerTask, WorkerResult>;

/**
 * Starts the threads of a node and sees that its file can be loaded.
 *
 * @throws Error  naming the node, when it cannot
 */
export async function openPool(node: string, { worker, threads }: Threads): Promise<WorkerPool> {
  // Loaded only where threads are used.
  const { default: Pool } = await import('piscina');
  const pool: WorkerPool = new Pool({
    filename: worker instanceof URL ? worker.href : worker,
    minThreads: threads,
    maxThreads: threads,
    maxQueue: threads,
    concurrentTasksPerWorker: 1,
  });
  // A thread that dies idle is replaced; one that dies with a task rejects the task.
  pool.on('error', () => {});
  try {
    const begun = new BigInt64Array(1);
    const { values, failures } = await pool.run({ inputs: [], offsets: [], attempts: 1, begun });
    if (values.length + failures.length > 0) throw new Error('it does not export what inWorker makes');
  } catch (cause) {
    await pool.destroy();
    throw new Error(`the worker of "${node}" cannot be used: ${worker}`, { cause });
  }
  return pool;
}
