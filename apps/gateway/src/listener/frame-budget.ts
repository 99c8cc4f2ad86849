/** How many frames that bring no work a connection may send: `burst` at once, and `perSecond` in the long run. */
export interface FrameRate {
  readonly burst: number;
  readonly perSecond: number;
}

/** A token bucket over the frames of one connection. */
export class FrameBudget {
  private left: number;
  private filledAtMs: number;

  /** @param nowMs a clock that only goes forward */
  constructor(
    private readonly rate: FrameRate,
    private readonly nowMs: () => number,
  ) {
    this.left = rate.burst;
    this.filledAtMs = nowMs();
  }

  /** @returns false when nothing was left for the frame */
  take(): boolean {
    const { burst, perSecond } = this.rate;
    const now = this.nowMs();
    this.left = Math.min(burst, this.left + ((now - this.filledAtMs) / 1000) * perSecond);
    this.filledAtMs = now;
    if (this.left < 1) return false;
    this.left -= 1;
    return true;
  }
}
