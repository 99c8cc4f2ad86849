import type { Clock } from '../base/index.js';
import type { Logger } from '../log/logger.js';

/** The longest sleep: another process may have queued something. */
const LOOK_AGAIN_MS = 5_000;
/** A pause after the work itself failed, so that a broken disk is not hammered. */
const AFTER_FAILURE_MS = 1_000;

export interface DueLoopOptions {
  /** Shown in the log when the work fails. */
  readonly name: string;
  /** Does what is due, a bounded piece of it; gives how much was done, 0 when nothing was due. */
  readonly work: (signal: AbortSignal) => Promise<number>;
  /** When the next piece is due; undefined when none waits. */
  readonly nextDue: () => Promise<Date | undefined>;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'error'>;
}

/**
 * Works in the background on a store of things that become due, such as an outbox: sleeps until the next one is due or
 * somebody says that there is news. An error of the work is logged and does not end the loop.
 */
export class DueLoop {
  private readonly stop = new AbortController();
  private readonly done: Promise<void>;
  private news = false;
  private endSleep: () => void = () => {};

  constructor(private readonly options: DueLoopOptions) {
    this.done = this.run();
  }

  /** Says that something new may be due. */
  wake(): void {
    this.news = true;
    this.endSleep();
  }

  /** Aborts the work under way and waits until it has ended. */
  async close(): Promise<void> {
    this.stop.abort();
    this.endSleep();
    await this.done;
  }

  private async run(): Promise<void> {
    while (!this.stop.signal.aborted) {
      this.news = false;
      const waitMs = await this.turn();
      if (waitMs > 0 && !this.news && !this.stop.signal.aborted)
        await this.sleep(Math.min(waitMs, LOOK_AGAIN_MS));
    }
  }

  private async turn(): Promise<number> {
    const { name, work, nextDue, clock, log } = this.options;
    try {
      if ((await work(this.stop.signal)) > 0) return 0;
      const next = await nextDue();
      return next === undefined ? LOOK_AGAIN_MS : Math.max(1, next.getTime() - clock.now().getTime());
    } catch (err) {
      if (!this.stop.signal.aborted)
        log.error({ event: 'background_work_failed', work: name, err }, `${name} failed`);
      return AFTER_FAILURE_MS;
    }
  }

  private sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.endSleep(), ms);
      this.endSleep = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
