import { elapsedMs } from '../elapsed.js';
import type { TaskTimes } from './protocol.js';

export interface TaskResult {
  readonly value: unknown;
  /** From when it was given to the pool until a thread began it. */
  readonly queueMs: number;
  readonly computeMs: number;
}

/** What one caller waits for. */
export class Task {
  readonly submittedMs = elapsedMs();
  readonly result: Promise<TaskResult>;
  settled = false;
  private resolve: (result: TaskResult) => void = () => {};
  private refuse: (error: unknown) => void = () => {};

  constructor(
    readonly command: string,
    readonly input: unknown,
    private readonly onSettled: () => void,
  ) {
    this.result = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.refuse = reject;
    });
  }

  done(value: unknown, { startedMs, endedMs }: TaskTimes): void {
    if (!this.settle()) return;
    this.resolve({ value, queueMs: startedMs - this.submittedMs, computeMs: endedMs - startedMs });
  }

  fail(error: unknown): void {
    if (this.settle()) this.refuse(error);
  }

  private settle(): boolean {
    if (this.settled) return false;
    this.settled = true;
    this.onSettled();
    return true;
  }
}
