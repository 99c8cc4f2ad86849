import { LogBusy, type LogClosed } from './log-errors.js';
import { countOf, encodedBytes, type Records } from './packed-records.js';

interface PendingAppend {
  readonly records: Records;
  readonly bytes: number;
  readonly resolve: (first: number) => void;
  readonly reject: (error: unknown) => void;
}

export interface AppendQueueOptions {
  /** Stores the records of all calls, all or none, and gives the offset of the first. */
  readonly write: (calls: readonly Records[], bytes: number) => Promise<number>;
  /** Nothing waits for the moment. It must not throw. */
  readonly idle: () => Promise<void>;
  readonly maxPendingBytes: number;
  readonly maxAppendBytes: number;
  /** A group takes calls up to so many bytes; a larger call goes alone. */
  readonly maxGroupBytes: number;
}

/** Group commit: what is appended while a group is being written and synced waits, bounded, and is the next group. */
export class AppendQueue {
  private readonly waiting: PendingAppend[] = [];
  private pendingBytes = 0;
  private running: Promise<void> | undefined;
  private closed: LogClosed | undefined;

  constructor(private readonly options: AppendQueueOptions) {}

  append(records: Records): Promise<number> {
    const { maxAppendBytes, maxPendingBytes } = this.options;
    const bytes = encodedBytes(records);
    if (this.closed !== undefined) return Promise.reject(this.closed);
    if (bytes > maxAppendBytes)
      return Promise.reject(new RangeError(`${bytes} bytes in one append; ${maxAppendBytes} fit`));
    if (this.pendingBytes + bytes > maxPendingBytes)
      return Promise.reject(new LogBusy(`${this.pendingBytes} bytes wait to be stored already`));
    this.pendingBytes += bytes;
    return new Promise((resolve, reject) => {
      this.waiting.push({ records, bytes, resolve, reject });
      this.running ??= this.run();
    });
  }

  /** Refuses new calls; what waits is still written, unless the reason is a failure. Resolves when nothing is under way. */
  async close(reason: LogClosed): Promise<void> {
    this.closed ??= reason;
    await this.running;
  }

  private async run(): Promise<void> {
    // Calls of the same turn of the event loop share the first group.
    await Promise.resolve();
    while (this.waiting.length > 0) {
      await this.writeGroup(this.takeGroup());
      if (this.waiting.length === 0) await this.options.idle();
    }
    this.running = undefined;
  }

  private async writeGroup(group: readonly PendingAppend[]): Promise<void> {
    let bytes = 0;
    for (const append of group) bytes += append.bytes;
    try {
      if (this.closed?.cause !== undefined) throw this.closed;
      let first = await this.options.write(
        group.map(({ records }) => records),
        bytes,
      );
      for (const { records, resolve } of group) {
        resolve(first);
        first += countOf(records);
      }
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
    this.pendingBytes -= bytes;
  }

  private takeGroup(): PendingAppend[] {
    let count = 0;
    let bytes = 0;
    for (const append of this.waiting) {
      bytes += append.bytes;
      if (count > 0 && bytes > this.options.maxGroupBytes) break;
      count += 1;
    }
    return this.waiting.splice(0, count);
  }
}
