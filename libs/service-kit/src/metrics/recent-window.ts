/** How far back the window reaches, and how much of it is forgotten at a time. */
const WINDOW_MS = 60_000;
export const SAMPLE_EVERY_MS = 5_000;

/** Two looks at what only grows. */
export interface Span<T> {
  readonly before: T;
  readonly now: T;
  readonly seconds: number;
}

/**
 * What a count was about a minute ago, beside what it is. It keeps a dozen looks, whatever is counted; somebody has to
 * call {@link RecentWindow.sample} every {@link SAMPLE_EVERY_MS}, or the window reaches back to the last look.
 */
export class RecentWindow<T> {
  /** The oldest first; never empty. */
  private readonly samples: { readonly atMs: number; readonly value: T }[];

  /**
   * @param read gives what is counted, so far
   * @param nowMs milliseconds that only grow
   */
  constructor(
    private readonly read: () => T,
    private readonly nowMs: () => number = () => performance.now(),
  ) {
    this.samples = [{ atMs: nowMs(), value: read() }];
  }

  sample(): void {
    const now = this.nowMs();
    const last = this.samples.at(-1)?.atMs ?? Number.NEGATIVE_INFINITY;
    if (now - last >= SAMPLE_EVERY_MS) this.samples.push({ atMs: now, value: this.read() });
    // The oldest stays until the one after it is old enough to stand for it.
    while (now - (this.samples[1]?.atMs ?? now) >= WINDOW_MS) this.samples.shift();
  }

  span(): Span<T> {
    this.sample();
    const [oldest] = this.samples as [{ atMs: number; value: T }];
    return {
      before: oldest.value,
      now: this.read(),
      seconds: Math.max(0, this.nowMs() - oldest.atMs) / 1_000,
    };
  }
}

/** How much a count grew in a second, over the span. */
export const rateOf = ({ before, now, seconds }: Span<number>): number =>
  seconds > 0 ? Math.max(0, now - before) / seconds : 0;
