import { countPrimes } from '@trilha/pipeline/compute';
import type { Bundle } from '../gateway/bundle-servers.js';
import type { CleanUp } from '../ingest/clean-up.js';
import { startComputeServer, startSide } from './bench-processes.js';

/** What one number of workers gave with one number of requests in flight. */
export interface Point {
  readonly workers: number;
  readonly concurrency: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface SweepOptions {
  readonly bundle: Bundle;
  readonly cleanUp: CleanUp;
  readonly cores: number;
  readonly workers: readonly number[];
  readonly concurrency: readonly number[];
  /** About as long as a task takes; n makes it so. */
  readonly taskMs: number;
  readonly n: number;
  readonly seconds: number;
  readonly onStep: (label: string) => void;
}

/** Every number of workers with every number of requests in flight, over TCP. */
export async function measureSweep(options: SweepOptions): Promise<readonly Point[]> {
  const { bundle, cleanUp, cores, taskMs, n, seconds, onStep } = options;
  const expected = countPrimes(n);
  const points: Point[] = [];
  for (const workers of options.workers) {
    const server = await startComputeServer(workers, cleanUp);
    const side = await startSide(bundle, 'tcp', cleanUp, { port: server.port });
    await side.run({ n, expected, tasks: 20 * workers, inFlight: 4 * workers });
    for (const concurrency of options.concurrency) {
      onStep(`sweep: ${workers} workers, ${concurrency} in flight`);
      const parallel = Math.min(workers, concurrency, cores);
      const tasks = Math.max(4 * concurrency, Math.round((seconds * 1000 * parallel) / taskMs));
      const { seconds: took, p50Ms, p99Ms } = await side.run({ n, expected, tasks, inFlight: concurrency });
      points.push({ workers, concurrency, perSecond: tasks / took, p50Ms, p99Ms });
    }
    await side.stop();
    await server.stop();
  }
  return points;
}

/** The loads that the README of ingestion describes. */
export const LOADS = [
  { name: 'light', workers: 2, concurrency: 2, requests: 5, size: 10_000 },
  { name: 'medium', workers: 4, concurrency: 8, requests: 10, size: 200_000 },
  { name: 'stress', workers: 8, concurrency: 32, requests: 20, size: 800_000 },
] as const;

export interface LoadFigures extends Point {
  readonly name: string;
  readonly requests: number;
  readonly size: number;
}

export async function measureLoads({
  bundle,
  cleanUp,
  onStep,
}: Pick<SweepOptions, 'bundle' | 'cleanUp' | 'onStep'>): Promise<readonly LoadFigures[]> {
  const all: LoadFigures[] = [];
  for (const load of LOADS) {
    onStep(`${load.name} load`);
    const { workers, concurrency, requests, size: n } = load;
    const server = await startComputeServer(workers, cleanUp);
    const side = await startSide(bundle, 'tcp', cleanUp, { port: server.port });
    const expected = countPrimes(n);
    await side.run({ n, expected, tasks: 4 * workers, inFlight: 2 * workers });
    const tasks = concurrency * requests;
    const { seconds, p50Ms, p99Ms } = await side.run({ n, expected, tasks, inFlight: concurrency });
    all.push({ ...load, perSecond: tasks / seconds, p50Ms, p99Ms });
    await side.stop();
    await server.stop();
  }
  return all;
}
