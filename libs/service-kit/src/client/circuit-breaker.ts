export type BreakerState = 'closed' | 'open' | 'half-open';

/** What a call tells of the service: `neutral` when it ended for reasons of its own, such as its caller leaving. */
export type Verdict = 'success' | 'failure' | 'neutral';

/** Takes what a call that was let through tells of the service; may be told more than once. */
export type Report = (verdict: Verdict) => void;

export interface CircuitBreakerOptions {
  /** Failures in a row that open it. */
  readonly threshold: number;
  /** How long it stays open before one call may try; doubled each time that call fails, up to `maxOpenMs`. */
  readonly openMs?: number;
  readonly maxOpenMs?: number;
  /** Milliseconds that only grow. */
  readonly now?: () => number;
  readonly onChange?: (state: BreakerState) => void;
}

/**
 * Leaves a service alone that keeps failing: after `threshold` failures in a row calls fail at once; after a pause one
 * call may try, and its success closes the breaker. A trial that has told nothing for as long as the pause, such as a
 * stream that waits for news, keeps the next one from trying no longer. (Nygard, Release It!, 2nd ed., Circuit Breaker.)
 */
export class CircuitBreaker {
  private failures = 0;
  private openedAt: number | undefined;
  private pauseMs: number;
  private triedAt: number | undefined;
  /** Replaced when the breaker opens or closes: calls of an earlier period tell nothing of this one. */
  private period = Symbol();
  private readonly options: Required<CircuitBreakerOptions>;

  constructor(options: CircuitBreakerOptions) {
    this.options = {
      openMs: 1_000,
      maxOpenMs: 30_000,
      now: () => performance.now(),
      onChange: () => {},
      ...options,
    };
    this.pauseMs = this.options.openMs;
  }

  get state(): BreakerState {
    if (this.openedAt === undefined) return 'closed';
    return this.pauseLeft(this.openedAt) > 0 ? 'open' : 'half-open';
  }

  /** How long until a call may try; 0 when one may now. */
  remainingMs(): number {
    return this.openedAt === undefined ? 0 : this.pauseLeft(this.triedAt ?? this.openedAt);
  }

  /** Ends the pause early, because something tells that the service may be back; nothing while it is closed. */
  mayTryNow(): void {
    if (this.openedAt === undefined) return;
    this.openedAt = this.options.now() - this.pauseMs;
    this.triedAt = undefined;
  }

  /** Lets a call through, or not: then undefined. Who is let through must report how it went. */
  enter(): Report | undefined {
    if (this.remainingMs() > 0) return undefined;
    if (this.openedAt !== undefined) this.triedAt = this.options.now();
    const { period } = this;
    return (verdict) => {
      if (period === this.period) this.take(verdict);
    };
  }

  private take(verdict: Verdict): void {
    if (verdict === 'failure') this.failed();
    else if (verdict === 'neutral') this.triedAt = undefined;
    else if (this.openedAt === undefined) this.failures = 0;
    else this.close();
  }

  private failed(): void {
    const { threshold, openMs, maxOpenMs, now, onChange } = this.options;
    this.failures += 1;
    if (this.openedAt === undefined && this.failures < threshold) return;
    this.pauseMs = this.openedAt === undefined ? openMs : Math.min(maxOpenMs, this.pauseMs * 2);
    this.openedAt = now();
    this.triedAt = undefined;
    this.period = Symbol();
    onChange('open');
  }

  private close(): void {
    this.failures = 0;
    this.openedAt = undefined;
    this.triedAt = undefined;
    this.period = Symbol();
    this.options.onChange('closed');
  }

  private pauseLeft(since: number): number {
    return Math.max(0, since + this.pauseMs - this.options.now());
  }
}
