import { type Clock, systemClock } from '../clock.js';
import type { DurableLog } from '../log/durable-log.js';
import { type Backoff, DEFAULT_BACKOFF } from './attempt.js';
import type { DeadLetters } from './dead-letter.js';
import type { CheckpointStore, FinalisedSpan } from './finalised.js';

export interface RunOptions {
  readonly log: DurableLog;
  readonly checkpoints: CheckpointStore;
  /** What the sources are given for a record. A throw makes a dead letter. */
  decode(bytes: Uint8Array, offset: number): unknown;
  /** What handlers find as `context.meta`. */
  meta?(decoded: unknown, offset: number): unknown;
  /** Where dead letters are kept; when absent they are only told to `onFinalised`. */
  readonly deadLetters?: DeadLetters;
  /** Told after each checkpoint, one call after the other; the next checkpoint waits for it. A throw stops the run. */
  onFinalised?(span: FinalisedSpan): void | Promise<void>;
  readonly clock?: Clock;
  /** Events in a micro-batch at most; default 1,024. */
  readonly batchEvents?: number;
  /** Bytes in a micro-batch, roughly; default 4 MiB. */
  readonly batchBytes?: number;
  /** Micro-batches between the log and the end of the graph; the reader waits when there are so many. Default 2. */
  readonly batchesInFlight?: number;
  /** Events between two checkpoints at most, up to a micro-batch; default 50,000. */
  readonly checkpointEvents?: number;
  /** How long an event waits for a checkpoint to begin, at most; default 1 s. */
  readonly checkpointMs?: number;
  /** How long to wait before a failed event is tried again; default 10 ms, doubled up to 1 s. */
  readonly backoff?: Backoff;
}

export type FullRunOptions = Required<Omit<RunOptions, 'meta' | 'deadLetters' | 'onFinalised'>> &
  Pick<RunOptions, 'meta' | 'deadLetters' | 'onFinalised'>;

/** @throws RangeError when a bound is not a whole number from 1 */
export function withDefaults(options: RunOptions): FullRunOptions {
  const full = {
    ...options,
    clock: options.clock ?? systemClock,
    batchEvents: options.batchEvents ?? 1_024,
    batchBytes: options.batchBytes ?? 4 * 1024 * 1024,
    batchesInFlight: options.batchesInFlight ?? 2,
    checkpointEvents: options.checkpointEvents ?? 50_000,
    checkpointMs: options.checkpointMs ?? 1_000,
    backoff: options.backoff ?? DEFAULT_BACKOFF,
  };
  for (const bound of ['batchEvents', 'batchBytes', 'batchesInFlight', 'checkpointEvents'] as const)
    if (!Number.isSafeInteger(full[bound]) || full[bound] < 1)
      throw new RangeError(`${bound} must be a whole number from 1, not ${full[bound]}`);
  if (!(full.checkpointMs >= 0)) throw new RangeError(`checkpointMs must not be ${full.checkpointMs}`);
  return full;
}
