export type BreakerState = 'closed' | 'open' | 'half-open';

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
 * call may try, and its success closes the breaker. (Nygard, Release It!, 2nd ed., Circuit Breaker.)
 */
export class CircuitBreaker {
  private failures = 0;
  private openedAt: number | undefined;
  private pauseMs: number;
  private trying = false;
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
    return this.remainingMs() > 0 ? 'open' : 'half-open';
  }

  /** How long until a call may try; 0 when one may now. */
  remainingMs(): number {
    return this.openedAt === undefined ? 0 : Math.max(0, this.openedAt + this.pauseMs - this.options.now());
  }

  /** Whether a call may be made now. Who gets true must report how it went. */
  admits(): boolean {
    if (this.openedAt === undefined) return true;
    if (this.trying || this.remainingMs() > 0) return false;
    this.trying = true;
    return true;
  }

  succeeded(): void {
    const wasClosed = this.openedAt === undefined;
    this.failures = 0;
    this.trying = false;
    this.openedAt = undefined;
    this.pauseMs = this.options.openMs;
    if (!wasClosed) this.options.onChange('closed');
  }

  failed(): void {
    this.failures += 1;
    const { threshold, maxOpenMs, now, onChange } = this.options;
    if (this.trying) this.pauseMs = Math.min(maxOpenMs, this.pauseMs * 2);
    // A call that began before the breaker opened says nothing new when it fails.
    else if (this.openedAt !== undefined || this.failures < threshold) return;
    this.trying = false;
    this.openedAt = now();
    onChange('open');
  }

  /** The call ended in a way that tells nothing of the service, such as its caller leaving. */
  neutral(): void {
    this.trying = false;
  }
}
