import { type Clock, systemClock } from '../../clock.js';
import { ComputeError } from '../compute-error.js';
import { elapsedMs } from '../elapsed.js';
import { PoolThread, type ThreadEnd } from './pool-thread.js';
import { Task, type TaskListener, type TaskResult } from './task.js';

/** A task that waits this long behind the one its thread runs goes to the next thread that has room. */
const STUCK_MS = 20;

export interface ThreadPoolOptions {
  /** A file whose content is `serveTasks(commands)`. */
  readonly worker: URL;
  /** Threads at most; each is started when there is first work for it. */
  readonly threads: number;
  /** Tasks that may wait while all threads are busy; one more is refused at once. 1,024 by default. */
  readonly maxQueue?: number;
  /** How much the threads let others go first: 0 (not at all, the default) to 19. Linux only. */
  readonly niceness?: number;
  /** A stopped task that does not notice within this time takes its thread with it. 2,000 by default. */
  readonly stopGraceMs?: number;
  readonly clock?: Clock;
}

/** A task that was handed over. */
export interface PoolTask {
  /** Fails it with this reason at once, while it is being stopped; nothing when it has ended. */
  stop(reason: unknown): void;
}

export interface PoolStats {
  readonly threads: number;
  readonly started: number;
  readonly busy: number;
  readonly queued: number;
  readonly maxQueue: number;
  readonly perThread: readonly { readonly tasks: number; readonly busyMs: number; readonly busy: boolean }[];
}

/**
 * Runs tasks in threads, in the order in which they came. A thread is given its next task while it still runs one, so that
 * it never waits for the main thread; what it has not begun goes to whichever thread is idle first.
 */
export class ThreadPool {
  /** In the order of their coming; a set, so that one that is given up leaves at once. */
  private queue = new Set<Task>();
  private threads: PoolThread[] = [];
  /** Tasks somebody waits for. */
  private live = 0;
  private closing = false;
  private readonly owner = {
    settled: () => {
      this.live -= 1;
    },
    withdraw: (task: Task) => {
      if (!this.queue.delete(task)) this.threads.find((thread) => thread.holds(task))?.stop(task);
    },
  };

  constructor(private readonly options: ThreadPoolOptions) {}

  /**
   * @throws ComputeError OVERLOADED when the queue is full, whatever code the command throws, INTERNAL when it fails or
   *   its thread ends; the reason of the signal when that is aborted, at once, while the task is being stopped
   */
  async run(command: string, input: unknown, signal?: AbortSignal): Promise<TaskResult> {
    signal?.throwIfAborted();
    let stop = (): void => {};
    try {
      return await new Promise((done, failed) => {
        const task = this.submit(command, input, { done, failed });
        stop = () => task.stop(signal?.reason);
        signal?.addEventListener('abort', stop, { once: true });
      });
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  /**
   * The same without a promise; the listener is told what `run` would give or throw.
   *
   * @throws ComputeError OVERLOADED when the queue is full; the listener is told nothing then
   */
  submit(command: string, input: unknown, listener: TaskListener): PoolTask {
    const { threads, maxQueue = 1_024 } = this.options;
    if (this.closing) throw stopping();
    if (this.live >= threads + maxQueue)
      throw new ComputeError('OVERLOADED', `a fila está cheia (${maxQueue} à espera); tente de novo`);
    this.live += 1;
    const nowMs = elapsedMs();
    const task = new Task(command, input, nowMs, listener, this.owner);
    this.queue.add(task);
    this.dispatch(nowMs);
    return task;
  }

  stats(): PoolStats {
    const { threads, maxQueue = 1_024 } = this.options;
    return {
      threads,
      started: this.threads.length,
      busy: this.threads.filter(({ busy }) => busy).length,
      queued: this.threads.reduce((sum, { waiting }) => sum + waiting, this.queue.size),
      maxQueue,
      perThread: this.threads.map(({ tasks, busyMs, busy }) => ({ tasks, busyMs, busy })),
    };
  }

  /** Refuses what comes, gives up what waits or runs, and ends the threads. */
  async close(): Promise<void> {
    this.closing = true;
    for (const task of this.queue) task.fail(stopping());
    this.queue.clear();
    await Promise.all(this.threads.map((thread) => thread.terminate()));
  }

  /** Idle threads first, then new ones, then those that run one already; what is left waits. */
  private dispatch(nowMs = elapsedMs()): void {
    this.fill(0, nowMs);
    while (this.queue.size > 0 && this.threads.length < this.options.threads)
      this.giveNext(this.start(), nowMs);
    this.fill(1, nowMs);
  }

  private fill(load: number, nowMs: number): void {
    for (const thread of this.threads) if (thread.load === load) this.giveNext(thread, nowMs);
  }

  /** The task that waited longest: one that is stuck in another thread, or the first of the queue. */
  private giveNext(thread: PoolThread, nowMs: number): void {
    const next = this.takeStuck(thread, nowMs) ?? this.takeFirst();
    if (next !== undefined) thread.give(next, nowMs);
  }

  /** An idle thread takes whatever another has not begun; one that runs a task only what waits behind a long one. */
  private takeStuck(thread: PoolThread, nowMs: number): Task | undefined {
    const idle = thread.load === 0 && this.queue.size === 0;
    const givenBeforeMs = idle ? Number.POSITIVE_INFINITY : nowMs - STUCK_MS;
    for (const other of this.threads) {
      const task = other === thread ? undefined : other.takeBack(givenBeforeMs);
      if (task !== undefined) return task;
    }
    return undefined;
  }

  private takeFirst(): Task | undefined {
    const { value: task } = this.queue.values().next();
    if (task !== undefined) this.queue.delete(task);
    return task;
  }

  private start(): PoolThread {
    const { worker, niceness = 0, stopGraceMs = 2_000, clock = systemClock } = this.options;
    const thread = new PoolThread({
      worker,
      niceness,
      stopGraceMs,
      clock,
      onFree: () => this.dispatch(),
      onExit: (end) => this.replace(thread, end),
    });
    this.threads.push(thread);
    return thread;
  }

  private replace(thread: PoolThread, { began, notBegun, lost, error }: ThreadEnd): void {
    this.threads = this.threads.filter((other) => other !== thread);
    if (this.closing) for (const task of notBegun) task.fail(stopping());
    else if (began || error === undefined) this.queue = new Set([...notBegun, ...this.queue]);
    // It could not even begin: another would fail likewise, and so on for ever.
    else for (const task of notBegun) task.fail(notStartable(error));
    for (const task of lost)
      task.fail(new ComputeError('INTERNAL', 'a thread do comando terminou', { cause: error }));
    if (!this.closing) this.dispatch();
  }
}

const stopping = (): ComputeError => new ComputeError('OVERLOADED', 'o servidor está parando');
const notStartable = (cause: Error): ComputeError =>
  new ComputeError('INTERNAL', 'as threads não podem ser iniciadas', { cause });
