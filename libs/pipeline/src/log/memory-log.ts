import { checkCommit, checkRead, DEFAULT_READ_BYTES } from './check-arguments.js';
import type { DurableLog, LogRecord } from './durable-log.js';
import { EndWaiters } from './end-waiters.js';
import { LogClosed } from './log-errors.js';
import { PackedRecords, type Records } from './packed-records.js';

/** What a MemoryLog keeps; give it to the next one, and it has been reopened. */
export interface MemoryLogContent {
  readonly records: Uint8Array[];
  readonly groups: Map<string, number>;
}

/** A log for tests: as durable as the process. */
export class MemoryLog implements DurableLog {
  private readonly waiters = new EndWaiters();
  private closed: LogClosed | undefined;

  constructor(readonly content: MemoryLogContent = { records: [], groups: new Map() }) {}

  get end(): number {
    return this.content.records.length;
  }

  async append(records: Records): Promise<number> {
    this.checkOpen();
    const first = this.end;
    for (const one of records)
      for (const record of one instanceof PackedRecords ? one : [one])
        this.content.records.push(Uint8Array.from(record));
    this.waiters.reached(this.end);
    return first;
  }

  async read(offset: number, max: number, maxBytes = DEFAULT_READ_BYTES): Promise<readonly LogRecord[]> {
    this.checkOpen();
    checkRead(offset, max, this.end);
    const records: LogRecord[] = [];
    let left = maxBytes;
    for (let at = offset; at < Math.min(this.end, offset + max) && (left > 0 || at === offset); at++) {
      const bytes = this.content.records[at] as Uint8Array;
      left -= bytes.length;
      records.push({ offset: at, bytes });
    }
    return records;
  }

  async waitFor(offset: number, signal?: AbortSignal): Promise<void> {
    this.checkOpen();
    if (this.end <= offset) await this.waiters.wait(offset, signal);
  }

  async commit(group: string, offset: number): Promise<void> {
    this.checkOpen();
    checkCommit(offset, this.end);
    this.content.groups.set(group, offset);
  }

  async committed(group: string): Promise<number> {
    this.checkOpen();
    return this.content.groups.get(group) ?? 0;
  }

  async close(): Promise<void> {
    this.closed ??= new LogClosed('the log is closed');
    this.waiters.fail(this.closed);
  }

  private checkOpen(): void {
    if (this.closed !== undefined) throw this.closed;
  }
}
