import type { Clock } from '../clock.js';

interface Timer {
  readonly at: number;
  readonly call: () => void;
}

/** A clock that stands still until a test moves it. */
export class FakeClock implements Clock {
  /** In the order in which they were set; equal times fire in that order. */
  private timers: Timer[] = [];

  constructor(private ms = Date.UTC(2025, 0, 1)) {}

  now(): number {
    return this.ms;
  }

  after(ms: number, call: () => void): () => void {
    const timer = { at: this.ms + Math.max(0, ms), call };
    this.timers.push(timer);
    return () => this.drop(timer);
  }

  /** Timers that wait. */
  get pending(): number {
    return this.timers.length;
  }

  /**
   * Moves on by so many milliseconds and fires what falls due on the way, each at its own time, those set on the way
   * included. What a timer starts and awaits goes on after this call.
   */
  advance(ms: number): void {
    const until = this.ms + ms;
    for (let next = this.due(until); next !== undefined; next = this.due(until)) {
      this.drop(next);
      this.ms = next.at;
      next.call();
    }
    this.ms = until;
  }

  /** Waits until something waits for the clock, and moves on to the first of it. */
  async advanceToNext(): Promise<void> {
    while (this.timers.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const next = Math.min(...this.timers.map(({ at }) => at));
    this.advance(Math.max(0, next - this.ms));
  }

  private due(until: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.timers)
      if (timer.at <= until && (first === undefined || timer.at < first.at)) first = timer;
    return first;
  }

  private drop(timer: Timer): void {
    this.timers = this.timers.filter((other) => other !== timer);
  }
}
