import { closeSync, existsSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

export interface RotatingFileOptions {
  readonly file: string;
  /** Where a new file begins; lines are never split. 10 MiB by default. */
  readonly maxBytes?: number;
  /** Files kept besides the current one, as `file.1` (the newest) to `file.N`. 5 by default. */
  readonly keep?: number;
  /** Told once when lines begin to be lost, and why. */
  readonly onTrouble?: (why: string) => void;
  /** Milliseconds that only grow. */
  readonly now?: () => number;
}

const BLOCK_BYTES = 16 * 1024;
const FLUSH_EVERY_MS = 500;
const TRY_AGAIN_MS = 10_000;

/**
 * Appends lines to a file and begins a new one when it is full. Lines are written in blocks, at most half a second late:
 * kill -9 costs that much of the log, and a block costs the event loop some microseconds. A disk that is full or gone
 * costs lines, never the process: writing is tried again later.
 */
export class RotatingFile {
  private fd: number | undefined;
  private bytes = 0;
  private waiting = '';
  private triedAt = Number.NEGATIVE_INFINITY;
  private troubled = false;
  private readonly timer: NodeJS.Timeout;
  private readonly options: Required<RotatingFileOptions>;

  constructor(options: RotatingFileOptions) {
    const defaults = {
      maxBytes: 10 * 1024 * 1024,
      keep: 5,
      onTrouble: () => {},
      now: () => performance.now(),
    };
    this.options = { ...defaults, ...options };
    this.open();
    this.timer = setInterval(() => this.flush(), FLUSH_EVERY_MS);
    this.timer.unref();
  }

  /** @param lines whole ones, each with its line feed */
  write(lines: string): void {
    this.waiting += lines;
    if (this.waiting.length >= BLOCK_BYTES) this.flush();
  }

  /** Everything written is with the operating system when this returns. */
  flush(): void {
    if (this.waiting === '') return;
    const block = Buffer.from(this.waiting);
    this.waiting = '';
    if (this.bytes > 0 && this.bytes + block.length > this.options.maxBytes) this.rotate();
    if (this.fd === undefined && this.options.now() - this.triedAt >= TRY_AGAIN_MS) this.open();
    if (this.fd === undefined) return;
    try {
      for (let at = 0; at < block.length; ) at += writeSync(this.fd, block, at);
      this.bytes += block.length;
      this.troubled = false;
    } catch (error) {
      this.trouble(error);
      this.release();
      this.triedAt = this.options.now();
    }
  }

  close(): void {
    clearInterval(this.timer);
    this.flush();
    this.release();
  }

  private open(): void {
    const { file, now } = this.options;
    this.triedAt = now();
    try {
      mkdirSync(dirname(file), { recursive: true });
      this.fd = openSync(file, 'a', 0o640);
      this.bytes = fstatSync(this.fd).size;
    } catch (error) {
      this.trouble(error);
    }
  }

  /** `file` becomes `file.1`, what was `file.1` becomes `file.2`, and the oldest goes. */
  private rotate(): void {
    const { file, keep } = this.options;
    this.release();
    try {
      for (let n = keep - 1; n >= 1; n--) {
        if (existsSync(`${file}.${n}`)) renameSync(`${file}.${n}`, `${file}.${n + 1}`);
      }
      renameSync(file, `${file}.1`);
    } catch (error) {
      this.trouble(error);
    }
    this.open();
  }

  private release(): void {
    if (this.fd !== undefined) closeSync(this.fd);
    this.fd = undefined;
  }

  private trouble(error: unknown): void {
    if (this.troubled) return;
    this.troubled = true;
    this.options.onTrouble(error instanceof Error ? error.message : String(error));
  }
}
