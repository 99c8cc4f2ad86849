import type { ComputeCode } from './compute-error.js';
import { Histogram, type HistogramSnapshot } from './histogram.js';

/** How a request ended: answered, refused, or nobody waited for it any more. */
export type Outcome = 'OK' | ComputeCode | 'CANCELLED';

export interface CommandStats {
  readonly outcomes: Readonly<Partial<Record<Outcome, number>>>;
  /** From when it was understood until a thread began it. */
  readonly queue: HistogramSnapshot;
  /** In the thread. */
  readonly compute: HistogramSnapshot;
  /** The rest: from its first byte until it was understood, work outside of the pool, until the system took the answer. */
  readonly io: HistogramSnapshot;
}

/** Counts and times of one command. */
export class CommandMeter {
  readonly queue = new Histogram();
  readonly compute = new Histogram();
  readonly io = new Histogram();
  private readonly outcomes = new Map<Outcome, number>();

  ended(outcome: Outcome): void {
    this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
  }

  stats(): CommandStats {
    return {
      outcomes: Object.fromEntries(this.outcomes),
      queue: this.queue.snapshot(),
      compute: this.compute.snapshot(),
      io: this.io.snapshot(),
    };
  }
}
