import { writeSync } from 'node:fs';

/** Lines of this long a stretch leave in one write. */
const FLUSH_AFTER_MS = 20;
const BATCH_CHARS = 16 * 1024;
/** How long a full pipe may hold the process, at most, before what is in hand is given up. */
const PATIENCE_MS = 1_000;
/** To sleep on: nobody wakes it. */
const NEVER = new Int32Array(new SharedArrayBuffer(4));

/**
 * Standard output with few writes: lines are gathered for 20 ms or 16 Ki characters. What can't be written, because the
 * reader is gone or the disk is full, is given up: the service goes on.
 */
export class StandardOutput {
  private text = '';
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly fd = 1) {}

  write(line: string): void {
    this.text += line;
    if (this.text.length >= BATCH_CHARS) this.flushSync();
    else this.timer ??= setTimeout(() => this.flushSync(), FLUSH_AFTER_MS).unref();
  }

  flushSync(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const bytes = Buffer.from(this.text);
    this.text = '';
    let written = 0;
    for (let waitedMs = 0; written < bytes.length && waitedMs < PATIENCE_MS; ) {
      try {
        written += writeSync(this.fd, bytes, written);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return;
        Atomics.wait(NEVER, 0, 0, 10);
        waitedMs += 10;
      }
    }
  }
}
