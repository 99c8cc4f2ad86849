/** A line that is written over, on standard error and in a terminal only. */
export class ReadingProgress {
  private readonly startedAt = performance.now();
  private done = 0;
  private shownAt = this.startedAt;

  constructor(
    private readonly totalBytes: number,
    private readonly out: NodeJS.WriteStream = process.stderr,
  ) {}

  read(bytes: number): void {
    this.done += bytes;
    const now = performance.now();
    if (!this.out.isTTY || now - this.shownAt < 200) return;
    this.shownAt = now;
    const share = Math.min(100, Math.round((100 * this.done) / Math.max(1, this.totalBytes)));
    const rate = this.done / 1e6 / ((now - this.startedAt) / 1e3);
    this.out.write(`\r\x1b[K${share} % of ${(this.totalBytes / 1e6).toFixed(0)} MB, ${rate.toFixed(0)} MB/s`);
  }

  end(): void {
    if (this.out.isTTY) this.out.write('\r\x1b[K');
  }
}
