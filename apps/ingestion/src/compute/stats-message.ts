import type { CommandStats, EngineStats, HistogramSnapshot } from '@trilha/pipeline/compute';

/** What `{"cmd":"stats"}` is answered with. */
export interface StatsMessage {
  readonly queue_length: number;
  readonly max_queue: number;
  readonly workers: number;
  /** Threads are started when there is first work for them. */
  readonly workers_started: number;
  readonly workers_busy: number;
  readonly commands: Readonly<Record<string, CommandMessage>>;
  readonly per_worker: readonly {
    readonly tasks: number;
    readonly busy_ms: number;
    readonly busy: boolean;
  }[];
  /** Requests that could not be read, or named no command. */
  readonly refused: number;
}

interface CommandMessage {
  readonly outcomes: CommandStats['outcomes'];
  readonly queue_ms: HistogramSnapshot;
  readonly compute_ms: HistogramSnapshot;
  readonly io_ms: HistogramSnapshot;
}

export const statsMessage = ({ pool, commands, refused }: EngineStats): StatsMessage => ({
  queue_length: pool.queued,
  max_queue: pool.maxQueue,
  workers: pool.threads,
  workers_started: pool.started,
  workers_busy: pool.busy,
  commands: Object.fromEntries(
    Object.entries(commands).map(([name, { outcomes, queue, compute, io }]) => [
      name,
      { outcomes, queue_ms: queue, compute_ms: compute, io_ms: io },
    ]),
  ),
  per_worker: pool.perThread.map(({ tasks, busyMs, busy }) => ({ tasks, busy_ms: busyMs, busy })),
  refused,
});
