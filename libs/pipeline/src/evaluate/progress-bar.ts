const WIDTH = 30;

/** Where a bar is drawn: a terminal, usually of standard error. */
export interface BarTarget {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** A bar in a terminal, nothing elsewhere; drawn anew when a hundredth more is done. */
export class ProgressBar {
  private done = 0;
  private drawn = -1;

  /** @param total steps that make the bar full; unknown when undefined, and then only the label stands there */
  constructor(
    private readonly out: BarTarget,
    private readonly label: string,
    private readonly total: number | undefined,
  ) {
    if (total === undefined && out.isTTY) out.write(`\r\x1b[K${label}`);
  }

  step(): void {
    this.done++;
    if (!this.out.isTTY || this.total === undefined) return;
    const percent = Math.floor((100 * this.done) / this.total);
    if (percent === this.drawn) return;
    this.drawn = percent;
    const filled = Math.round((WIDTH * percent) / 100);
    this.out.write(`\r\x1b[K${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} ${percent} % ${this.label}`);
  }

  /** Takes the bar away. */
  end(): void {
    if (this.out.isTTY) this.out.write('\r\x1b[K');
  }
}
