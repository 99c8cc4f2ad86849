import type { StateParts } from '../graph/node.js';
import type { DeadCount } from './accounting.js';
import type { FinalisedSpan } from './finalised.js';
import type { MicroBatch } from './micro-batch.js';
import type { FullRunOptions } from './run-options.js';

export interface CheckpointerOptions
  extends Pick<
    FullRunOptions,
    'checkpoints' | 'deadLetters' | 'clock' | 'checkpointEvents' | 'checkpointMs' | 'onFinalised'
  > {
  readonly parts: StateParts;
  readonly deadCount: DeadCount;
  /** Aborts when the run has failed: no checkpoint is made after that. */
  readonly signal: AbortSignal;
  fail(error: unknown): void;
}

/** Keeps what went through the graph until it is in a checkpoint, and then tells that it is finalised. */
export class Checkpointer {
  /** Everything before it was handed to a checkpoint. */
  handedOver = 0;
  /** Everything before it is finalised or dead. */
  committed = 0;
  committedDead = 0;
  /** Checkpoints made. */
  count = 0;
  private waiting: MicroBatch[] = [];
  private committing: Promise<void> = Promise.resolve();

  constructor(private readonly options: CheckpointerOptions) {}

  /** Begins at a checkpoint of an earlier process, and tells what that process finalised and could not tell. */
  async begin(from: number, finalisedTo: number): Promise<void> {
    const { deadCount, deadLetters, clock } = this.options;
    this.handedOver = this.committed = from;
    this.committedDead = deadCount.value;
    await deadLetters?.forgetFrom(from);
    if (finalisedTo >= from) return;
    await this.tell({
      firstOffset: finalisedTo,
      count: from - finalisedTo,
      finalisedMs: clock.now(),
      batches: [],
      dead: (await deadLetters?.between(finalisedTo, from)) ?? [],
      recovered: true,
    });
  }

  /** Takes a batch that went through the graph, in the order of the log. */
  add(batch: MicroBatch): void {
    this.options.deadCount.value += batch.letters.length;
    this.waiting.push(batch);
  }

  /** @param position the offset up to which events were read */
  isDue(position: number): boolean {
    const events = position - this.handedOver;
    return events > 0 && (events >= this.options.checkpointEvents || this.untilDueMs() <= 0);
  }

  /** How long the oldest event may still wait. */
  untilDueMs(): number {
    const { clock, checkpointMs } = this.options;
    const oldest = this.waiting[0];
    // Not through the graph yet: its time begins when it is.
    return oldest === undefined ? checkpointMs : oldest.readMs + checkpointMs - clock.now();
  }

  /** Stores the states with the offset they are at. No batch may be under way. */
  async make(): Promise<void> {
    const { checkpoints, deadLetters, deadCount, parts, signal } = this.options;
    await this.committing;
    signal.throwIfAborted();
    const batches = this.waiting;
    if (batches.length === 0) return;
    const dead = batches.flatMap(({ letters }) => letters);
    if (dead.length > 0) await deadLetters?.store(dead);
    signal.throwIfAborted();
    const firstOffset = this.handedOver;
    const count = batches.reduce((sum, batch) => sum + batch.count, 0);
    const deadSoFar = deadCount.value;
    this.waiting = [];
    this.handedOver += count;
    const stored = checkpoints.commit(this.handedOver, parts);
    this.committing = this.finalise(stored, deadSoFar, { firstOffset, count, batches, dead });
    this.committing.catch((error) => this.options.fail(error));
    if (checkpoints.takesBytesAtOnce !== true) await this.committing;
  }

  /** Resolves when the last checkpoint is durable and told. */
  settled(): Promise<void> {
    return this.committing;
  }

  private async finalise(
    stored: Promise<void>,
    deadSoFar: number,
    span: Pick<FinalisedSpan, 'firstOffset' | 'count' | 'batches' | 'dead'>,
  ): Promise<void> {
    await stored;
    this.committed = span.firstOffset + span.count;
    this.committedDead = deadSoFar;
    this.count += 1;
    await this.tell({ ...span, finalisedMs: this.options.clock.now(), recovered: false });
  }

  private async tell(span: FinalisedSpan): Promise<void> {
    await this.options.onFinalised?.(span);
  }
}
