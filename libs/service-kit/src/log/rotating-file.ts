import { closeSync, fstatSync, write, writeSync } from 'node:fs';
import { promisify } from 'node:util';
import { openLogFile, shiftLogFiles, wasMoved } from './log-file.js';

const writeAsync = promisify(write);

/** A line waits at most this long before it is written. */
const FLUSH_AFTER_MS = 500;
/** As much is written at once, and lines beyond it don't wait for the timer. */
const BATCH_BYTES = 64 * 1024;
/** What may wait while the disk is slow or full; more lines are lost to the file. */
const MAX_WAITING_CHARS = 8 * 1024 * 1024;
/** After a failure the file is tried again this much later. */
const RETRY_AFTER_MS = 10_000;
/** How long a synchronous flush waits for a write under way. */
const IN_FLIGHT_MS = 200;

const LINE_FEED = 0x0a;
/** To sleep on: nobody wakes it. */
const NEVER = new Int32Array(new SharedArrayBuffer(4));

export interface RotatingFileOptions {
  readonly path: string;
  /** A line that would make the file larger goes to a new one; 10 MiB by default. */
  readonly maxBytes?: number;
  /** Older files kept beside it, as `path.1` (the newest) and so on; 5 by default. */
  readonly keep?: number;
  /** Told once when writing begins to fail, and once more after it worked again and fails anew. */
  readonly onTrouble?: (error: Error) => void;
  readonly nowMs?: () => number;
}

/**
 * A log file that is written in the background and rotated by size, between lines.
 *
 * Nothing here throws or blocks on the disk but `flushSync`. When the file can't be written, lines wait within a bound
 * and writing is tried again every 10 s. Lines are lost only beyond that bound, or when the process is killed within
 * half a second of them.
 */
export class RotatingFile {
  private readonly path: string;
  private readonly maxBytes: number;
  private readonly keep: number;
  private readonly onTrouble: (error: Error) => void;
  private readonly nowMs: () => number;
  private lines: string[] = [];
  private waitingChars = 0;
  /** Taken from `lines`; from `offset` on not yet in the file. */
  private batch = Buffer.alloc(0);
  private offset = 0;
  private fd = -1;
  private size = 0;
  private timer: NodeJS.Timeout | undefined;
  private draining = false;
  private drained: Promise<void> = Promise.resolve();
  /** A write is under way in another thread. */
  private inFlight = false;
  private troubled = false;
  private retryAt = 0;

  constructor(options: RotatingFileOptions) {
    this.path = options.path;
    this.maxBytes = options.maxBytes ?? 10 * 1024 * 1024;
    this.keep = options.keep ?? 5;
    this.onTrouble = options.onTrouble ?? (() => {});
    this.nowMs = options.nowMs ?? (() => performance.now());
  }

  /** @param line ends with a line feed */
  write(line: string): void {
    if (this.waitingChars + line.length > MAX_WAITING_CHARS) return;
    this.lines.push(line);
    this.waitingChars += line.length;
    if (this.waitingChars >= BATCH_BYTES && !this.troubled) void this.flush();
    else this.flushLater();
  }

  /** Resolves when all lines so far are in the file, or it can't be written. */
  flush(): Promise<void> {
    if (!this.draining) {
      this.draining = true;
      this.drained = this.drain();
    }
    return this.drained;
  }

  /** Writes all lines so far before it returns, unless the file can't be written. */
  flushSync(): void {
    if (!this.mayTry() || !this.awaitInFlight()) return;
    try {
      while (this.takeBatch()) this.written(writeSync(this.fd, this.batch, this.offset));
    } catch (error) {
      this.fail(error as Error);
    }
  }

  /** Flushes and closes; a later line opens it again. */
  async close(): Promise<void> {
    await this.flush();
    clearTimeout(this.timer);
    this.timer = undefined;
    this.release();
  }

  private flushLater(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.flush().then(() => {
        if (this.waitingChars > 0) this.flushLater();
      });
    }, FLUSH_AFTER_MS).unref();
  }

  private async drain(): Promise<void> {
    try {
      while (this.mayTry() && this.takeBatch()) {
        this.inFlight = true;
        const { bytesWritten } = await writeAsync(this.fd, this.batch, this.offset);
        // Not so when a synchronous flush has seen the end of this write.
        if (this.inFlight) this.written(bytesWritten);
        this.inFlight = false;
      }
    } catch (error) {
      this.inFlight = false;
      this.fail(error as Error);
    } finally {
      this.draining = false;
    }
  }

  private mayTry(): boolean {
    return !this.troubled || this.nowMs() >= this.retryAt;
  }

  /** Makes sure that there is something to write and an open file with room for it. */
  private takeBatch(): boolean {
    if (this.offset === this.batch.length && this.lines.length === 0) return false;
    if (this.fd >= 0 && wasMoved(this.path, this.fd)) this.release();
    if (this.fd < 0) this.open();
    if (this.offset < this.batch.length) return true;
    if (this.size > 0 && this.size + Buffer.byteLength(this.lines[0] ?? '') > this.maxBytes) this.rotate();
    let bytes = 0;
    let count = 0;
    for (const line of this.lines) {
      bytes += Buffer.byteLength(line);
      // A line alone may be larger than a batch or than the file.
      if (count > 0 && (bytes > BATCH_BYTES || this.size + bytes > this.maxBytes)) break;
      count += 1;
    }
    const text = this.lines.splice(0, count).join('');
    this.waitingChars -= text.length;
    this.batch = Buffer.from(text);
    this.offset = 0;
    return true;
  }

  private written(bytes: number): void {
    this.offset += bytes;
    this.size += bytes;
    this.troubled = false;
  }

  private open(): void {
    const { fd, size } = openLogFile(this.path);
    this.fd = fd;
    this.size = size;
  }

  private rotate(): void {
    this.release();
    shiftLogFiles(this.path, this.keep);
    this.open();
  }

  private release(): void {
    if (this.fd >= 0) closeSync(this.fd);
    this.fd = -1;
  }

  /** Keeps what waits and tries again later, beginning with the line that was cut. */
  private fail(error: Error): void {
    this.offset = this.offset === 0 ? 0 : this.batch.lastIndexOf(LINE_FEED, this.offset - 1) + 1;
    this.retryAt = this.nowMs() + RETRY_AFTER_MS;
    if (!this.troubled) this.onTrouble(error);
    this.troubled = true;
    this.release();
    this.flushLater();
  }

  /** False when the disk does not answer. The file tells by its size that the other thread has written. */
  private awaitInFlight(): boolean {
    if (!this.inFlight) return true;
    const bytes = this.batch.length - this.offset;
    for (let waitedMs = 0; waitedMs < IN_FLIGHT_MS; waitedMs += 1) {
      if (fstatSync(this.fd).size >= this.size + bytes) {
        this.written(bytes);
        this.inFlight = false;
        return true;
      }
      Atomics.wait(NEVER, 0, 0, 1);
    }
    return false;
  }
}
