import { type Clock, systemClock } from '../clock.js';

export interface TimerOptions {
  readonly everyMs: number;
  /** Called with the time at which it was due, and a signal that aborts when the timer is closed. */
  work(dueMs: number, signal: AbortSignal): void | Promise<void>;
  /** Told what the work throws; the timer goes on. */
  onError(error: unknown): void;
  /** How long to wait before the first call; default `everyMs`. */
  readonly firstMs?: number;
  readonly clock?: Clock;
}

/**
 * Calls at fixed times: the first one and whole multiples of `everyMs` after it, however long the work takes. Calls never
 * overlap; one whose time passes while the work is still busy is left out.
 */
export class Timer {
  private readonly clock: Clock;
  private readonly stop = new AbortController();
  private dueMs: number;
  private working: Promise<void> = Promise.resolve();
  private cancel: () => void = () => {};

  /** @throws RangeError when `everyMs` is not more than 0 */
  constructor(private readonly options: TimerOptions) {
    if (!(options.everyMs > 0)) throw new RangeError(`everyMs must be more than 0, not ${options.everyMs}`);
    this.clock = options.clock ?? systemClock;
    this.dueMs = this.clock.now() + (options.firstMs ?? options.everyMs);
    this.schedule(options.firstMs ?? options.everyMs);
  }

  /** Aborts the work's signal, waits until it has ended, and calls no more. */
  async close(): Promise<void> {
    this.stop.abort();
    this.cancel();
    await this.working;
  }

  private schedule(longestMs: number): void {
    // Never longer than a whole period: the time of day may be set back.
    const waitMs = Math.min(longestMs, Math.max(0, this.dueMs - this.clock.now()));
    this.cancel = this.clock.after(waitMs, () => {
      this.working = this.tick();
    });
  }

  private async tick(): Promise<void> {
    const { everyMs, work, onError } = this.options;
    try {
      await work.call(this.options, this.dueMs, this.stop.signal);
    } catch (error) {
      if (!this.stop.signal.aborted) onError(error);
    }
    if (this.stop.signal.aborted) return;
    const late = this.clock.now() - this.dueMs;
    this.dueMs += everyMs * Math.max(1, Math.ceil(late / everyMs));
    this.schedule(everyMs);
  }
}
