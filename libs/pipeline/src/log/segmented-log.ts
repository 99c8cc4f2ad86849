import { type Checksum, crc32Checksum } from '../storage/frame.js';
import type { Storage, StorageLock, StoredFile } from '../storage/storage.js';
import { StorageFull } from '../storage/storage-errors.js';
import { AcknowledgedMark } from './acknowledged-mark.js';
import { AppendQueue } from './append-queue.js';
import { checkCommit, checkRead, DEFAULT_READ_BYTES } from './check-arguments.js';
import type { DurableLog, LogRecord } from './durable-log.js';
import { EndWaiters } from './end-waiters.js';
import { LogClosed, LogFull } from './log-errors.js';
import { FrameEncoder } from './log-frame.js';
import { LogReader } from './log-reader.js';
import { countOf, type Records } from './packed-records.js';
import { ReaderGroups } from './reader-groups.js';
import { recoverSegments } from './recover-segments.js';
import { Segment, type SegmentProgress } from './segment.js';

export interface SegmentedLogOptions {
  /** A file that has reached this size is followed by another. 64 MiB. */
  readonly segmentBytes?: number;
  /** What may wait in memory to be stored; an append beyond it is LogBusy. 64 MiB. */
  readonly maxPendingBytes?: number;
  /** The largest append. 16 MiB. */
  readonly maxAppendBytes?: number;
  /** Concurrent appends share one write and sync up to so many bytes. 4 MiB. */
  readonly maxGroupBytes?: number;
  /** What is read from a file at once. 1 MiB. */
  readonly readBytes?: number;
  /** For tests only. CRC-32. */
  readonly checksum?: Checksum;
}

const DEFAULTS = {
  segmentBytes: 64 * 1024 * 1024,
  maxPendingBytes: 64 * 1024 * 1024,
  maxAppendBytes: 16 * 1024 * 1024,
  maxGroupBytes: 4 * 1024 * 1024,
  readBytes: 1024 * 1024,
  checksum: crc32Checksum,
} satisfies Required<SegmentedLogOptions>;

/**
 * A log in the files of one storage, which no other process may write: each group of appends is one frame with one
 * checksum, one write and one sync. The caller leaves the bytes of its records alone until the append has ended.
 *
 * What opening does with a harmed frame: at the very end and never acknowledged, it is cut off; anywhere else it is
 * LogCorrupt, when the log is opened or, in a segment that is no longer written, when it is read. Not told from a torn
 * one is a last frame harmed on the disk after a loss of power that also took the mark of its acknowledgement, which
 * the system writes back within seconds; and one harmed while the next was being written.
 *
 * A sync or write that fails for another reason than want of room closes the log: see LogClosed.
 */
export class SegmentedLog implements DurableLog {
  private readonly queue: AppendQueue;
  private readonly encoder: FrameEncoder;
  private readonly reader: LogReader;
  private readonly waiters = new EndWaiters();
  private durableEnd: number;
  private closed: LogClosed | undefined;
  private closing: Promise<void> | undefined;

  private constructor(
    private readonly storage: Storage,
    private readonly lock: StorageLock,
    private readonly options: Required<SegmentedLogOptions>,
    private readonly mark: AcknowledgedMark,
    private readonly groups: ReaderGroups,
    private readonly segments: Segment[],
    private active: StoredFile,
  ) {
    this.durableEnd = this.segment.end;
    this.encoder = new FrameEncoder(options.checksum);
    this.reader = new LogReader(storage, segments, options.readBytes, options.checksum);
    this.queue = new AppendQueue({
      ...options,
      write: (calls, bytes) => this.write(calls, bytes),
      idle: () => this.setMark(),
    });
  }

  /**
   * @throws StorageLocked when it is open already
   * @throws LogCorrupt
   */
  static async open(storage: Storage, options: SegmentedLogOptions = {}): Promise<SegmentedLog> {
    const settings = { ...DEFAULTS, ...options };
    const lock = await storage.lock('log');
    let mark: AcknowledgedMark | undefined;
    let file: StoredFile | undefined;
    try {
      const groups = await ReaderGroups.open(storage);
      mark = await AcknowledgedMark.open(storage);
      const { segments, active } = await recoverSegments(storage, mark.end, settings.checksum);
      file = active;
      await mark.set((segments.at(-1) as Segment).end);
      return new SegmentedLog(storage, lock, settings, mark, groups, segments, active);
    } catch (error) {
      await file?.close();
      await mark?.close({ sync: false });
      await lock.release();
      throw error;
    }
  }

  get end(): number {
    return this.durableEnd;
  }

  /** Where its files stand, for a follower in another thread or process. */
  progress(): readonly SegmentProgress[] {
    return this.segments.map(({ first, end, bytes }) => ({ first, end, bytes }));
  }

  /** The same of the file that is written now. */
  latestProgress(): SegmentProgress {
    const { first, end, bytes } = this.segment;
    return { first, end, bytes };
  }

  async append(records: Records): Promise<number> {
    if (records.length === 0 && this.closed === undefined) return this.durableEnd;
    return this.queue.append(records);
  }

  async read(offset: number, max: number, maxBytes = DEFAULT_READ_BYTES): Promise<readonly LogRecord[]> {
    this.checkOpen();
    checkRead(offset, max, this.durableEnd);
    return offset === this.durableEnd ? [] : this.reader.read(offset, max, maxBytes);
  }

  async waitFor(offset: number, signal?: AbortSignal): Promise<void> {
    this.checkOpen();
    if (this.durableEnd <= offset) await this.waiters.wait(offset, signal);
  }

  async commit(group: string, offset: number): Promise<void> {
    this.checkOpen();
    checkCommit(offset, this.durableEnd);
    try {
      await this.groups.commit(group, offset);
    } catch (cause) {
      throw this.refusal(cause);
    }
  }

  async committed(group: string): Promise<number> {
    this.checkOpen();
    return this.groups.committed(group);
  }

  /** Stores what waits, then lets go of the storage. */
  close(): Promise<void> {
    this.closing ??= this.shutDown();
    return this.closing;
  }

  private get segment(): Segment {
    return this.segments.at(-1) as Segment;
  }

  private async write(calls: readonly Records[], bytes: number): Promise<number> {
    try {
      if (this.segment.bytes >= this.options.segmentBytes) await this.startSegment();
      const first = this.durableEnd;
      const frame = this.encoder.encode(calls, bytes, first, this.segment.bytes);
      await this.active.append(frame);
      await this.sync();
      let count = 0;
      for (const records of calls) count += countOf(records);
      this.segment.add(count, frame.length);
      this.durableEnd += count;
      this.waiters.reached(this.durableEnd);
      return first;
    } catch (cause) {
      throw await this.undoWrite(cause);
    }
  }

  /** A sync that fails, for want of room too, leaves nothing to rely on. */
  private async sync(): Promise<void> {
    try {
      await this.active.sync();
    } catch (cause) {
      throw this.fail(cause);
    }
  }

  /** The file before is synced and complete: whatever was cut off it stood before a frame that is synced. */
  private async startSegment(): Promise<void> {
    const next = new Segment(this.durableEnd);
    const file = await this.storage.open(next.file);
    await this.storage.syncFolder();
    const before = this.active;
    await this.segment.saveIndex(this.storage);
    this.segments.push(next);
    this.active = file;
    await before.close();
  }

  private async undoWrite(cause: unknown): Promise<Error> {
    if (!(cause instanceof StorageFull)) return this.fail(cause);
    try {
      await this.active.truncate(this.segment.bytes);
      return this.refusal(cause);
    } catch (failure) {
      return this.fail(failure);
    }
  }

  private refusal(cause: unknown): Error {
    return cause instanceof StorageFull ? new LogFull('no room', { cause }) : this.fail(cause);
  }

  private fail(cause: unknown): LogClosed {
    this.closed ??= new LogClosed('the log has closed itself: a write failed', { cause });
    void this.queue.close(this.closed);
    this.waiters.fail(this.closed);
    return this.closed;
  }

  private async setMark(): Promise<void> {
    if (this.closed?.cause !== undefined) return;
    try {
      await this.mark.set(this.durableEnd);
    } catch (cause) {
      this.fail(cause);
    }
  }

  private async shutDown(): Promise<void> {
    this.closed ??= new LogClosed('the log is closed');
    await this.queue.close(this.closed);
    await this.groups.settled();
    this.waiters.fail(this.closed);
    try {
      await this.reader.close();
      await this.active.close();
      await this.mark.close({ sync: this.closed.cause === undefined });
    } finally {
      await this.lock.release();
    }
  }

  private checkOpen(): void {
    if (this.closed !== undefined) throw this.closed;
  }
}
