import type { Records } from './packed-records.js';

/** One stored record; offsets count records from 0 without gaps. */
export interface LogRecord {
  readonly offset: number;
  /** Not to be changed: it may lie in memory shared with other readers, which it keeps from being freed. */
  readonly bytes: Uint8Array;
}

/**
 * Keeps records in the order in which they were appended. Nothing here assumes one process: an implementation may be a
 * folder of this machine or a cluster.
 */
export interface DurableLog {
  /**
   * Stores records one after the other, all or none, and resolves with the offset of the first once they are on stable
   * storage. Concurrent calls share one sync (group commit) and are stored in the order of the calls. The bytes must
   * not change until the call has ended. Records packed together are as many records as each by itself.
   *
   * @throws LogFull  when the storage has no room; nothing of this call will be read later
   * @throws LogBusy  when too much waits to be stored; nothing was taken
   * @throws LogClosed  when the log is closed or failed; of a call that was under way nothing is known
   * @throws RangeError  when it is more than one call may store
   */
  append(records: Records): Promise<number>;

  /**
   * Records from `offset` on, in order, at most `max` of them and roughly `maxBytes`; fewer, but at least one, when the
   * log holds some; none when `offset` is its end. Only durable records are given.
   *
   * @throws LogCorrupt  naming the offset, when a record is not what was written
   * @throws RangeError  when `offset` lies behind the end
   */
  read(offset: number, max: number, maxBytes?: number): Promise<readonly LogRecord[]>;

  /** The offset that the next record will get; everything before it is durable. */
  readonly end: number;

  /** Resolves when `end` is greater than `offset`, or with the signal; rejects with LogClosed when the log closes. */
  waitFor(offset: number, signal?: AbortSignal): Promise<void>;

  /**
   * Stores how far a group of readers has come; durable when it resolves.
   *
   * @throws RangeError  when `offset` lies behind the end
   */
  commit(group: string, offset: number): Promise<void>;

  /** What `commit` stored last for this group; 0 when there is none. */
  committed(group: string): Promise<number>;

  /** Stores what waits and lets go; every call after it is LogClosed. */
  close(): Promise<void>;
}
