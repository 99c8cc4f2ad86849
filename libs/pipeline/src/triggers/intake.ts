import { type Clock, systemClock } from '../clock.js';
import type { DurableLog } from '../log/durable-log.js';
import { pause } from '../run/attempt.js';

/** There is no room; the same items may come again after `retryAfterMs`. Nothing of them was stored. */
export class Busy extends Error {
  override readonly name = 'Busy';

  constructor(
    message: string,
    readonly retryAfterMs: number,
  ) {
    super(message);
  }
}

export interface IntakeOptions<Item> {
  readonly log: Pick<DurableLog, 'append'>;
  /** Bytes of an item, as the run's `decode` reads them. */
  encode(item: Item): Uint8Array;
  /** Items that may wait for the log at once; default 20,000. */
  readonly maxWaiting?: number;
  /** Bytes that may wait for the log at once; default 64 MiB. */
  readonly maxWaitingBytes?: number;
  /** How far the readers are behind, such as `() => run.lag`. */
  lag?(): number;
  /** Above this lag nothing is taken; default 1,000,000. Only with `lag`. */
  readonly maxLag?: number;
  /** What a refused caller is told to wait, and how often a waiting one looks again; default 100 ms. */
  readonly retryAfterMs?: number;
  readonly clock?: Clock;
}

/** Where the log keeps what was offered. */
export interface Appended {
  readonly firstOffset: number;
  readonly count: number;
}

/**
 * The one door to the log: RPC handlers offer items and are refused when there is no room; readers of files wait for room.
 * What waits is bounded in items and in bytes, so memory stays flat under any load.
 */
export class Intake<Item> {
  readonly encode: (item: Item) => Uint8Array;
  private readonly log: Pick<DurableLog, 'append'>;
  private readonly clock: Clock;
  private readonly maxWaiting: number;
  private readonly maxWaitingBytes: number;
  private readonly lag: () => number;
  private readonly maxLag: number;
  private readonly retryAfterMs: number;
  private waiting = 0;
  private waitingBytes = 0;

  constructor(options: IntakeOptions<Item>) {
    this.log = options.log;
    this.encode = (item) => options.encode(item);
    this.clock = options.clock ?? systemClock;
    this.maxWaiting = options.maxWaiting ?? 20_000;
    this.maxWaitingBytes = options.maxWaitingBytes ?? 64 * 1024 * 1024;
    this.lag = () => options.lag?.() ?? 0;
    this.maxLag = options.maxLag ?? 1_000_000;
    this.retryAfterMs = options.retryAfterMs ?? 100;
  }

  /**
   * Stores items one after the other, all or none, and resolves when they are durable. The signal counts until the log has
   * them: after that the answer is the log's.
   *
   * @throws Busy  when there is no room
   * @throws RangeError  when there would be none even if nothing waited
   */
  async offer(items: readonly Item[], signal?: AbortSignal): Promise<Appended> {
    signal?.throwIfAborted();
    return this.append(items.map(this.encode));
  }

  /** The same for items that are encoded already. */
  async append(records: readonly Uint8Array[]): Promise<Appended> {
    const bytes = sizeOf(records);
    const full = this.refusal(records.length, bytes);
    if (full !== undefined) throw new Busy(full, this.retryAfterMs);
    this.waiting += records.length;
    this.waitingBytes += bytes;
    try {
      return { firstOffset: await this.log.append(records), count: records.length };
    } finally {
      this.waiting -= records.length;
      this.waitingBytes -= bytes;
    }
  }

  /**
   * The same for callers that can wait: stores the records as soon as there is room.
   *
   * @throws the reason of the signal, when it aborts before the log has them
   */
  async appendPatiently(records: readonly Uint8Array[], signal: AbortSignal): Promise<Appended> {
    const bytes = sizeOf(records);
    while (this.refusal(records.length, bytes) !== undefined) {
      signal.throwIfAborted();
      await pause(this.clock, this.retryAfterMs, signal);
    }
    signal.throwIfAborted();
    return this.append(records);
  }

  /** Why there is no room; undefined when there is. */
  private refusal(count: number, bytes: number): string | undefined {
    if (count > this.maxWaiting)
      throw new RangeError(`${count} items at once are more than the ${this.maxWaiting} that may wait`);
    if (bytes > this.maxWaitingBytes)
      throw new RangeError(`${bytes} bytes at once are more than the ${this.maxWaitingBytes} that may wait`);
    if (this.waiting + count > this.maxWaiting || this.waitingBytes + bytes > this.maxWaitingBytes)
      return `${this.waiting} items (${this.waitingBytes} bytes) wait for the log already`;
    const lag = this.lag();
    return lag > this.maxLag ? `readers are ${lag} items behind` : undefined;
  }
}

function sizeOf(records: readonly Uint8Array[]): number {
  let bytes = 0;
  for (const record of records) bytes += record.length;
  return bytes;
}
