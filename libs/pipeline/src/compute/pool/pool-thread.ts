import { Worker } from 'node:worker_threads';
import type { Clock } from '../../clock.js';
import { ComputeError } from '../compute-error.js';
import {
  type Failure,
  SLOTS,
  type SlotMessage,
  STOPPED,
  type TaskMessage,
  type ThreadData,
  WAITING,
} from './protocol.js';
import type { Task } from './task.js';

export interface PoolThreadOptions {
  readonly worker: URL;
  readonly niceness: number;
  readonly stopGraceMs: number;
  readonly clock: Clock;
  /** A slot became free. */
  readonly onFree: () => void;
  readonly onExit: (end: ThreadEnd) => void;
}

/** What a thread leaves behind, asked to end or not. */
export interface ThreadEnd {
  /** Whether it ever began a task. */
  readonly began: boolean;
  readonly notBegun: readonly Task[];
  /** Begun and not ended. */
  readonly lost: readonly Task[];
  readonly error: Error | undefined;
}

/** What a slot holds until the thread speaks of it; a task that was withdrawn is no longer known. */
interface Held {
  readonly task: Task | undefined;
  readonly givenMs: number;
  /** Keeps the thread from being ended. */
  noticed?: () => void;
}

/** One worker thread and the tasks it was given. */
export class PoolThread {
  /** Of all tasks that ended here. */
  tasks = 0;
  busyMs = 0;
  /** Slots that hold a task, or the trace of a withdrawn one. */
  load = 0;
  private readonly states = new Int32Array(new SharedArrayBuffer(SLOTS * Int32Array.BYTES_PER_ELEMENT));
  private readonly slots: (Held | undefined)[] = Array.from({ length: SLOTS }, () => undefined);
  private readonly worker: Worker;
  private error: Error | undefined;

  constructor(private readonly options: PoolThreadOptions) {
    const { worker, niceness, onExit } = options;
    const workerData: ThreadData = { states: this.states, niceness };
    this.worker = new Worker(worker, { workerData, name: 'compute' });
    this.worker.on('message', (message: SlotMessage) => this.hear(message));
    this.worker.on('error', (error) => {
      this.error = error;
    });
    this.worker.on('exit', () => onExit(this.abandon()));
  }

  get busy(): boolean {
    return this.slots.some((held, slot) => held?.task !== undefined && this.stateOf(slot) !== WAITING);
  }

  /** Tasks it has not begun. */
  get waiting(): number {
    return this.slots.filter((held, slot) => held?.task !== undefined && this.stateOf(slot) === WAITING)
      .length;
  }

  /** To be called with a slot free. */
  give(task: Task, nowMs: number): void {
    const slot = this.slots.indexOf(undefined);
    this.slots[slot] = { task, givenMs: nowMs };
    this.load += 1;
    Atomics.store(this.states, slot, WAITING);
    const { command, input } = task;
    try {
      this.worker.postMessage([slot, command, input] satisfies TaskMessage);
    } catch (cause) {
      this.free(slot);
      // Whoever hands a task over is told of its end later only.
      queueMicrotask(() => {
        this.options.onFree();
        task.fail(new ComputeError('INTERNAL', 'os dados do comando não podem ir à thread', { cause }));
      });
    }
  }

  /** A task given before, not begun, which is this thread's no longer; undefined when there is none. */
  takeBack(givenBeforeMs: number): Task | undefined {
    for (let slot = 0; slot < SLOTS; slot++) {
      const held = this.slots[slot];
      if (held?.task === undefined || held.givenMs > givenBeforeMs) continue;
      if (this.withdraw(slot, held)) return held.task;
    }
    return undefined;
  }

  /** Ends a task that nobody waits for; when it runs and does not notice within the grace, the thread as well. */
  stop(task: Task): void {
    const slot = this.slots.findIndex((held) => held?.task === task);
    const held = this.slots[slot];
    if (held === undefined || this.withdraw(slot, held)) return;
    Atomics.store(this.states, slot, STOPPED);
    const { clock, stopGraceMs } = this.options;
    held.noticed = clock.after(stopGraceMs, () => void this.terminate());
  }

  holds(task: Task): boolean {
    return this.slots.some((held) => held?.task === task);
  }

  async terminate(): Promise<void> {
    await this.worker.terminate();
  }

  private hear([slot, kind, result, startedMs, endedMs]: SlotMessage): void {
    const task = this.free(slot);
    if (kind !== 'skipped') {
      this.tasks += 1;
      this.busyMs += endedMs - startedMs;
    }
    // First: the thread need not wait for what is done with the result.
    this.options.onFree();
    if (kind === 'done') task?.done(result, startedMs, endedMs);
    if (kind === 'failed') task?.fail(errorOf(result));
  }

  private abandon(): ThreadEnd {
    const [notBegun, lost]: [Task[], Task[]] = [[], []];
    for (const slot of this.slots.keys()) {
      const task = this.free(slot);
      if (task !== undefined) (this.stateOf(slot) === WAITING ? notBegun : lost).push(task);
    }
    return { began: this.tasks > 0 || lost.length > 0, notBegun, lost, error: this.error };
  }

  private free(slot: number): Task | undefined {
    const held = this.slots[slot];
    if (held === undefined) return undefined;
    this.slots[slot] = undefined;
    this.load -= 1;
    held.noticed?.();
    return held.task;
  }

  private withdraw(slot: number, { givenMs }: Held): boolean {
    if (Atomics.compareExchange(this.states, slot, WAITING, STOPPED) !== WAITING) return false;
    this.slots[slot] = { task: undefined, givenMs };
    return true;
  }

  private stateOf(slot: number): number {
    return Atomics.load(this.states, slot);
  }
}

const errorOf = ({ code, message }: Failure): Error =>
  code === undefined
    ? new ComputeError('INTERNAL', 'o comando falhou', { cause: new Error(message) })
    : new ComputeError(code, message);
