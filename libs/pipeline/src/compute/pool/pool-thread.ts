import { Worker } from 'node:worker_threads';
import type { Clock } from '../../clock.js';
import { ComputeError } from '../compute-error.js';
import { elapsedMs } from '../elapsed.js';
import { SLOTS, type SlotMessage, STOPPED, type TaskMessage, type ThreadData, WAITING } from './protocol.js';
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
  private readonly states = new Int32Array(new SharedArrayBuffer(SLOTS * Int32Array.BYTES_PER_ELEMENT));
  private readonly slots: (Held | undefined)[] = Array.from({ length: SLOTS }, () => undefined);
  private readonly worker: Worker;
  private error: Error | undefined;

  constructor(private readonly options: PoolThreadOptions) {
    const { worker, niceness, onFree, onExit } = options;
    const workerData: ThreadData = { states: this.states, niceness };
    this.worker = new Worker(worker, { workerData, name: 'compute' });
    this.worker.on('message', (message: SlotMessage) => {
      this.hear(message);
      onFree();
    });
    this.worker.on('error', (error) => {
      this.error = error;
    });
    this.worker.on('exit', () => onExit(this.abandon()));
  }

  /** Slots that hold a task, or the trace of a withdrawn one. */
  get load(): number {
    return this.slots.reduce((sum, held) => sum + (held === undefined ? 0 : 1), 0);
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
  give(task: Task): void {
    const slot = this.slots.indexOf(undefined);
    this.slots[slot] = { task, givenMs: elapsedMs() };
    Atomics.store(this.states, slot, WAITING);
    const { command, input } = task;
    try {
      this.worker.postMessage({ slot, command, input } satisfies TaskMessage);
    } catch (cause) {
      this.slots[slot] = undefined;
      task.fail(new ComputeError('INTERNAL', 'os dados do comando não podem ir à thread', { cause }));
    }
  }

  /** A task given before, not begun, which is this thread's no longer; undefined when there is none. */
  takeBack(givenBeforeMs: number): Task | undefined {
    for (const [slot, held] of this.slots.entries()) {
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

  private hear(message: SlotMessage): void {
    const task = this.free(message.slot)?.task;
    if (message.kind === 'skipped') return;
    this.tasks += 1;
    this.busyMs += message.times.endedMs - message.times.startedMs;
    if (message.kind === 'done') task?.done(message.value, message.times);
    else task?.fail(errorOf(message));
  }

  private abandon(): ThreadEnd {
    const notBegun: Task[] = [];
    let began = this.tasks > 0;
    for (const slot of this.slots.keys()) {
      const held = this.free(slot);
      if (held?.task === undefined) continue;
      if (this.stateOf(slot) === WAITING) notBegun.push(held.task);
      else {
        began = true;
        held.task.fail(new ComputeError('INTERNAL', 'a thread do comando terminou', { cause: this.error }));
      }
    }
    return { began, notBegun, error: this.error };
  }

  private free(slot: number): Held | undefined {
    const held = this.slots[slot];
    this.slots[slot] = undefined;
    held?.noticed?.();
    return held;
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

const errorOf = ({ failure }: Extract<SlotMessage, { kind: 'failed' }>): Error =>
  failure.code === undefined
    ? new ComputeError('INTERNAL', 'o comando falhou', { cause: new Error(failure.message) })
    : new ComputeError(failure.code, failure.message);
