import type { CommandStats, EngineStats, HistogramSnapshot } from '@trilha/pipeline/compute';
import { type Metrics, registerScraped, type Sample } from '@trilha/service-kit';

/** What an operator watches of the compute port, whichever way requests came. */
export function publicarComputacao({ registry }: Pick<Metrics, 'registry'>, stats: () => EngineStats): void {
  const gauge = (name: string, help: string, read: (stats: EngineStats) => number): void =>
    registerScraped(registry, {
      name,
      help,
      type: 'gauge',
      samples: () => [{ labels: {}, value: read(stats()) }],
    });
  gauge('trilha_compute_queued', 'Requests that wait for a thread.', ({ pool }) => pool.queued);
  gauge('trilha_compute_threads', 'Threads that may be started.', ({ pool }) => pool.threads);
  gauge('trilha_compute_threads_busy', 'Threads that compute.', ({ pool }) => pool.busy);
  registerScraped(registry, {
    name: 'trilha_compute_requests_total',
    help: 'Requests by how they ended: OK, CANCELLED, or the code of the refusal.',
    type: 'counter',
    samples: () =>
      Object.entries(stats().commands).flatMap(([command, { outcomes }]) =>
        Object.entries(outcomes).map(([outcome, value]) => ({ labels: { command, outcome }, value })),
      ),
  });
  registerScraped(registry, {
    name: 'trilha_compute_thread_tasks_total',
    help: 'Tasks that each thread has run.',
    type: 'counter',
    samples: () => stats().pool.perThread.map(({ tasks }, thread) => ({ labels: { thread }, value: tasks })),
  });
  const histogram = (part: 'queue' | 'compute' | 'io', help: string): void =>
    registerScraped(registry, {
      name: `trilha_compute_${part}_seconds`,
      help,
      type: 'histogram',
      samples: () =>
        Object.entries(stats().commands).flatMap(([command, of]: [string, CommandStats]) => [
          ...samplesOf(`trilha_compute_${part}_seconds`, command, of[part]),
        ]),
    });
  histogram('queue', 'How long requests waited for a thread.');
  histogram('compute', 'How long they ran in it.');
  histogram('io', 'What receiving, work outside of the threads, and answering took; of the compute port.');
}

function* samplesOf(
  name: string,
  command: string,
  { count, sum_ms, bounds_ms, counts }: HistogramSnapshot,
): Iterable<Sample> {
  let below = 0;
  for (const [bucket, inBucket] of counts.entries()) {
    below += inBucket;
    const bound = bounds_ms[bucket];
    const le = bound === undefined ? '+Inf' : bound / 1000;
    yield { metricName: `${name}_bucket`, labels: { command, le }, value: below };
  }
  yield { metricName: `${name}_sum`, labels: { command }, value: sum_ms / 1000 };
  yield { metricName: `${name}_count`, labels: { command }, value: count };
}
