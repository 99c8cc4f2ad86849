import { type Checksum, crc32Checksum } from '../storage/frame.js';
import type { Storage } from '../storage/storage.js';
import { checkRead, DEFAULT_READ_BYTES } from './check-arguments.js';
import type { DurableLog, LogRecord } from './durable-log.js';
import { EndWaiters } from './end-waiters.js';
import { LogClosed } from './log-errors.js';
import { LogReader } from './log-reader.js';
import { Segment, type SegmentProgress } from './segment.js';

export interface LogFollowerOptions {
  /** What is read from a file at once. 1 MiB. */
  readonly readBytes?: number;
  /** For tests only. CRC-32. */
  readonly checksum?: Checksum;
}

/**
 * Reads the files of a SegmentedLog that another thread or process writes. It holds for durable what the writer says is,
 * through {@link follow}; it can't write.
 */
export class LogFollower implements DurableLog {
  private readonly segments: Segment[] = [];
  private readonly reader: LogReader;
  private readonly waiters = new EndWaiters();
  private closed = false;

  constructor(
    storage: Storage,
    { readBytes = 1024 * 1024, checksum = crc32Checksum }: LogFollowerOptions = {},
  ) {
    this.reader = new LogReader(storage, this.segments, readBytes, checksum);
  }

  get end(): number {
    return this.segments.at(-1)?.end ?? 0;
  }

  /** Takes in what `progress` or `latestProgress` of the writer gave, in its order. */
  follow(progress: readonly SegmentProgress[]): void {
    for (const { first, end, bytes } of progress) {
      let segment = this.segments.at(-1);
      if (segment === undefined || segment.first < first) {
        segment = new Segment(first);
        this.segments.push(segment);
      }
      if (end > segment.end) segment.add(end - segment.end, bytes - segment.bytes);
    }
    this.waiters.reached(this.end);
  }

  async read(offset: number, max: number, maxBytes = DEFAULT_READ_BYTES): Promise<readonly LogRecord[]> {
    this.checkOpen();
    checkRead(offset, max, this.end);
    return offset === this.end ? [] : this.reader.read(offset, max, maxBytes);
  }

  async waitFor(offset: number, signal?: AbortSignal): Promise<void> {
    this.checkOpen();
    if (this.end <= offset) await this.waiters.wait(offset, signal);
  }

  /** @throws Error always: only the writer appends */
  append(): Promise<number> {
    return Promise.reject(new Error('a follower does not write'));
  }

  /** @throws Error always: only the writer keeps positions */
  commit(): Promise<void> {
    return Promise.reject(new Error('a follower does not write'));
  }

  /** @throws Error always: only the writer keeps positions */
  committed(): Promise<number> {
    return Promise.reject(new Error('a follower knows no positions'));
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    this.waiters.fail(new LogClosed('the follower is closed'));
    await this.reader.close();
  }

  private checkOpen(): void {
    if (this.closed) throw new LogClosed('the follower is closed');
  }
}
