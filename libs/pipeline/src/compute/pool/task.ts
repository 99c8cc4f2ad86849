export interface TaskResult {
  readonly value: unknown;
  /** From when it was given to the pool until a thread began it. */
  readonly queueMs: number;
  readonly computeMs: number;
}

/** Waits for a task: told once how it ended, never before it has been handed over. */
export interface TaskListener {
  done(result: TaskResult): void;
  failed(error: unknown): void;
}

/** Whom a task belongs to while it waits or runs. */
interface TaskOwner {
  settled(): void;
  withdraw(task: Task): void;
}

export class Task {
  private isSettled = false;

  constructor(
    readonly command: string,
    readonly input: unknown,
    private readonly submittedMs: number,
    private readonly listener: TaskListener,
    private readonly owner: TaskOwner,
  ) {}

  done(value: unknown, startedMs: number, endedMs: number): void {
    if (!this.settle()) return;
    this.listener.done({ value, queueMs: startedMs - this.submittedMs, computeMs: endedMs - startedMs });
  }

  fail(error: unknown): void {
    if (this.settle()) this.listener.failed(error);
  }

  /** Fails with this reason at once, while it is being stopped; nothing when it has ended. */
  stop(reason: unknown): void {
    if (!this.settle()) return;
    this.owner.withdraw(this);
    this.listener.failed(reason);
  }

  private settle(): boolean {
    if (this.isSettled) return false;
    this.isSettled = true;
    this.owner.settled();
    return true;
  }
}
