import type { Clock } from '../clock.js';
import type { CommandMeter, Outcome } from './command-meter.js';
import { ComputeError } from './compute-error.js';
import type { TaskListener, TaskResult } from './pool/task.js';

/** Who asked for a command: told once how it ended, never before `start` has returned. */
export interface Caller {
  /** @param pooledMs how much of the time it waited for a thread or ran in it */
  answered(value: unknown, pooledMs: number): void;
  refused(error: ComputeError): void;
}

/** A command that was started. */
export interface Running {
  /** Nobody waits any more: it is stopped, and its caller is told nothing; nothing when it has ended. */
  cancel(reason?: unknown): void;
}

export interface CommandRunOptions {
  readonly meter: CommandMeter;
  readonly caller: Caller;
  /** Told of faults of ours: callers learn only that something failed. */
  readonly onFault: (error: unknown) => void;
}

/** One command from its start to its end, which is counted once. */
export class CommandRun implements Running, TaskListener {
  private work: { stop(reason: unknown): void } | undefined;
  private cancelDeadline = (): void => {};
  private ended = false;

  constructor(private readonly options: CommandRunOptions) {}

  /** Follows work that has begun and ends it when the time is over. */
  follow(work: { stop(reason: unknown): void }, clock: Clock, deadlineMs: number): void {
    this.work = work;
    this.cancelDeadline = clock.after(deadlineMs, () => {
      const overdue = new ComputeError('DEADLINE_EXCEEDED', `sem resultado em ${deadlineMs} ms`);
      if (this.stop(overdue.code, overdue)) this.options.caller.refused(overdue);
    });
  }

  /** From a thread of the pool. */
  done({ value, queueMs, computeMs }: TaskResult): void {
    const { meter } = this.options;
    if (this.ended) return;
    meter.queue.record(queueMs);
    meter.compute.record(computeMs);
    this.succeed(value, queueMs + computeMs);
  }

  succeed(value: unknown, pooledMs: number): void {
    if (this.end('OK')) this.options.caller.answered(value, pooledMs);
  }

  failed(error: unknown): void {
    if (!this.ended) this.options.caller.refused(this.refuse(error));
  }

  /** Ends it without telling the caller. @returns what the caller may know */
  refuse(error: unknown): ComputeError {
    const refusal = error instanceof ComputeError ? error : new ComputeError('INTERNAL', 'o comando falhou');
    if (refusal.code === 'INTERNAL') this.options.onFault(error);
    this.end(refusal.code);
    return refusal;
  }

  cancel(reason?: unknown): void {
    this.stop('CANCELLED', reason);
  }

  private stop(outcome: Outcome, reason: unknown): boolean {
    if (!this.end(outcome)) return false;
    this.work?.stop(reason);
    return true;
  }

  private end(outcome: Outcome): boolean {
    if (this.ended) return false;
    this.ended = true;
    this.cancelDeadline();
    this.options.meter.ended(outcome);
    return true;
  }
}
