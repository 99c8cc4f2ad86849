import type { Logger } from '../log/logger.js';

const LOG_EVERY_MS = 60_000;

/** Counts the spans that were lost and logs them, the first at once and then once a minute at most. */
export class DropReport {
  /** Since the process began. */
  dropped = 0;
  private reported = 0;
  private lastLogAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly log: Pick<Logger, 'warn'>,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  add(spans: number, why: unknown): void {
    this.dropped += spans;
    if (this.nowMs() - this.lastLogAt < LOG_EVERY_MS) return;
    this.lastLogAt = this.nowMs();
    this.write(why);
  }

  /** Logs what was lost since the last line. */
  close(): void {
    if (this.dropped > this.reported) this.write('closing');
  }

  private write(why: unknown): void {
    const reason = why instanceof Error ? why.message : String(why);
    const line = { event: 'spans_dropped', spans: this.dropped - this.reported, reason };
    this.log.warn(line, 'spans could not be sent to the collector');
    this.reported = this.dropped;
  }
}
