const ALTERNATE = '\x1b[?1049h\x1b[?25l';
const BACK = '\x1b[?25h\x1b[?1049l';
const HOME = '\x1b[H';
const CLEAR_LINE_END = '\x1b[K';
const CLEAR_BELOW = '\x1b[J';

/** A picture that is painted over in place, on a page of its own, so that the terminal is left as it was. */
export class Screen {
  private open = false;

  constructor(private readonly out: Pick<NodeJS.WriteStream, 'write' | 'rows'>) {}

  show(text: string): void {
    if (!this.open) this.out.write(ALTERNATE);
    this.open = true;
    // A line more than there are rows would scroll the page.
    const lines = text.split('\n').slice(0, Math.max(1, (this.out.rows ?? 100) - 1));
    this.out.write(`${HOME}${lines.map((line) => `${line}${CLEAR_LINE_END}`).join('\n')}${CLEAR_BELOW}`);
  }

  /** Also on the way out of a process that fails; twice does no harm. */
  restore(): void {
    if (this.open) this.out.write(BACK);
    this.open = false;
  }
}
