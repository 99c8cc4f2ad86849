import { backoffMs } from '@trilha/service-kit/base';

/** When a service that ended is started again. */
export interface RestartRules {
  /** Longest wait before the first restart; doubled for each crash that follows it within `withinMs`. */
  readonly firstWaitMs: number;
  /** Longest wait ever. */
  readonly longestWaitMs: number;
  /** Restarts within `withinMs`; a further crash is the last. */
  readonly limit: number;
  /** A crash older than this is forgotten. */
  readonly withinMs: number;
}

export interface Restart {
  readonly waitMs: number;
  /** How many crashes are remembered, this one among them. */
  readonly crashes: number;
}

/** Decides for one service, from its crashes so far, whether it is started again and after what wait. */
export class RestartPolicy {
  private crashes: number[] = [];

  /**
   * @param nowMs milliseconds that only grow
   * @param random 0 up to, and without, 1
   */
  constructor(
    private readonly rules: RestartRules,
    private readonly nowMs: () => number,
    private readonly random: () => number,
  ) {}

  /** Takes note of a crash; undefined: there were too many, leave it alone. */
  crashed(): Restart | undefined {
    const { firstWaitMs, longestWaitMs, limit, withinMs } = this.rules;
    const now = this.nowMs();
    this.crashes = [...this.crashes.filter((at) => now - at < withinMs), now];
    const crashes = this.crashes.length;
    if (crashes > limit) return undefined;
    const waitMs = backoffMs(crashes, this.random(), 0, { baseMs: firstWaitMs, maxMs: longestWaitMs });
    return { waitMs, crashes };
  }
}
