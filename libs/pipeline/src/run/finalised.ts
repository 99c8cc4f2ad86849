import type { Stateful } from '../state/stateful.js';
import type { DeadLetter } from './dead-letter.js';
import type { MicroBatch } from './micro-batch.js';

/** Where the position and every state are kept together. */
export interface CheckpointStore {
  /**
   * Stores the offset up to which (and without which) events are in the states, and the states; all or nothing, durable
   * when it resolves.
   */
  commit(offset: number, parts: Readonly<Record<string, Stateful>>): Promise<void>;
  /**
   * True when `commit` has taken the bytes of every part before it gives its promise. The run then handles further events
   * while they are written; otherwise it waits.
   */
  readonly takesBytesAtOnce?: boolean;
}

/** What came of one micro-batch. Times are per node, in the order of `pipeline.nodes`, 0 for a node that did not run. */
export type FinalisedBatch = Pick<
  MicroBatch,
  'firstOffset' | 'count' | 'readMs' | 'startedMs' | 'endedMs' | 'outcomes' | 'contexts'
>;

/** The events between two checkpoints: each has its outcome, and none will be handled again. */
export interface FinalisedSpan {
  readonly firstOffset: number;
  readonly count: number;
  /** Taken after the checkpoint was durable. */
  readonly finalisedMs: number;
  readonly batches: readonly FinalisedBatch[];
  readonly dead: readonly DeadLetter[];
  /**
   * True when an earlier process made the checkpoint and ended before it could say so: outcomes are certain, `finalisedMs`
   * is the time of the recovery, and `batches` is empty because nobody knows their times any more.
   */
  readonly recovered: boolean;
}
