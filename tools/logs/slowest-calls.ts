import type { Call } from './log-line.js';

/** The slowest calls of any number, in the memory of a few. */
export class SlowestCalls {
  /** Slowest first. */
  private readonly kept: Call[] = [];

  constructor(private readonly keep: number) {}

  add(call: Call): void {
    if (this.kept.length >= this.keep && call.durationMs <= (this.kept.at(-1)?.durationMs ?? 0)) return;
    let at = this.kept.length;
    while (at > 0 && (this.kept[at - 1] as Call).durationMs < call.durationMs) at -= 1;
    this.kept.splice(at, 0, call);
    if (this.kept.length > this.keep) this.kept.pop();
  }

  get calls(): readonly Call[] {
    return this.kept;
  }
}
