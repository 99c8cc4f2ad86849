import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ComputeClient, countPrimes, ThreadPool } from '@trilha/pipeline/compute';
import { Piscina } from 'piscina';
import workerpool from 'workerpool';

/** One way to have primes counted. */
export interface Subject {
  count(n: number): number | Promise<number>;
}

/** Beside the compiled form of this file. */
const fileOf = (name: string): URL => new URL(`./${name}.mjs`, import.meta.url);
const run = promisify(execFile);

/** Each by its name; its process ends it. */
export const SUBJECTS: Readonly<
  Record<string, (threads: number, port: number) => Subject | Promise<Subject>>
> = {
  loop: () => ({ count: (n) => countPrimes(n) }),
  pool: (threads) => {
    const pool = new ThreadPool({ worker: fileOf('pool.worker'), threads });
    return { count: async (n) => (await pool.run('compute', n)).value as number };
  },
  tcp: async (_, port) => {
    const client = await ComputeClient.connect({ host: '127.0.0.1', port });
    return { count: async (n) => (await client.call('compute', { n })) as number };
  },
  piscina: (threads) => {
    const pool = new Piscina<number, number>({
      filename: fileOf('piscina.worker').href,
      minThreads: threads,
      maxThreads: threads,
    });
    return { count: (n) => pool.run(n) };
  },
  workerpool: (threads) => {
    const pool = workerpool.pool(fileURLToPath(fileOf('workerpool.worker')), {
      minWorkers: threads,
      maxWorkers: threads,
      workerType: 'thread',
    });
    return { count: async (n) => (await pool.exec('countPrimes', [n])) as number };
  },
  process: () => ({
    count: async (n) => {
      const { stdout } = await run(process.execPath, [fileURLToPath(fileOf('once')), String(n)]);
      return Number(stdout);
    },
  }),
};
