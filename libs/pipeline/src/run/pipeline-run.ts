import type { Pipeline } from '../graph/build-pipeline.js';
import { RESERVED_PART } from '../graph/check-nodes.js';
import type { StateParts } from '../graph/node.js';
import { DeadCount, type RunSnapshot, type RunState } from './accounting.js';
import { Checkpointer } from './checkpointer.js';
import { compileSegments } from './compile.js';
import type { MicroBatch } from './micro-batch.js';
import { type NodePlan, planNodes } from './node-plan.js';
import { openPool, type WorkerPool } from './open-pool.js';
import { type ReadBatchOptions, readBatch } from './read-batch.js';
import { refuseUntaken } from './refuse-untaken.js';
import { type FullRunOptions, type RunOptions, withDefaults } from './run-options.js';
import type { Runner } from './runner.js';

export interface StartOptions {
  /** The offset of the checkpoint from which the parts were restored; default 0. */
  readonly from?: number;
  /** Up to which offset `onFinalised` is known to have done its work; default `from`. What lies between is told again. */
  readonly finalisedTo?: number;
}

/** The log, the checkpoints, the dead letters or `onFinalised` failed; the run goes no further. See `cause`. */
export class PipelineFailed extends Error {
  override readonly name = 'PipelineFailed';

  constructor(pipeline: string, cause: unknown) {
    super(`pipeline ${pipeline} stopped: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}

/**
 * Takes the records of a log through a pipeline, from a checkpoint on.
 *
 * Each event changes each state once: offset and states are one checkpoint, so after a crash the run goes on as if nothing
 * had been handled since. Results do not depend on where micro-batches end. What a handler throws is the event's fault and
 * ends as a dead letter; what the log, the checkpoints or the dead letters throw ends the run.
 *
 * ```ts
 * const run = new PipelineRun(pipeline, { log, checkpoints, decode });
 * await run.start({ from: await restore(run.parts) });
 * ```
 */
export class PipelineRun {
  /** Every state that belongs to the checkpoint: those of the nodes and the run's own. Restore them before `start`. */
  readonly parts: StateParts;
  /**
   * Resolves when the run has stopped, and rejects with PipelineFailed when it cannot go on. Handle it: left alone, a
   * failure ends the process.
   */
  readonly done: Promise<void>;

  private readonly options: FullRunOptions;
  private readonly plans: readonly NodePlan[];
  private readonly checkpointer: Checkpointer;
  private readonly failed = new AbortController();
  private readonly reading: ReadBatchOptions;
  private readonly pools = new Map<string, WorkerPool>();
  private runners: readonly Runner[] = [];
  /** For each segment, resolves when the last batch that came to it has left it. */
  private turns: Promise<void>[] = [];
  private readonly inFlight = new Set<Promise<void>>();
  private state: RunState = 'new';
  private stopAt = Number.POSITIVE_INFINITY;
  /** The next offset to read. */
  private position = 0;
  /** Everything before it went through the graph. */
  private processed = 0;
  private wake: () => void = () => {};
  private settle: { resolve(): void; reject(error: unknown): void } = { resolve() {}, reject() {} };

  constructor(
    private readonly pipeline: Pipeline,
    options: RunOptions,
  ) {
    this.options = withDefaults(options);
    this.plans = planNodes(pipeline.nodes);
    const deadCount = new DeadCount();
    this.parts = { ...pipeline.parts, [`${RESERVED_PART}dead`]: deadCount };
    this.checkpointer = new Checkpointer({
      ...this.options,
      parts: this.parts,
      deadCount,
      signal: this.failed.signal,
      fail: (error) => this.failed.abort(error),
    });
    const { log, clock, decode, meta, batchEvents, batchBytes } = this.options;
    this.reading = {
      log,
      clock,
      decode,
      meta,
      nodes: pipeline.nodes.length,
      maxEvents: batchEvents,
      maxBytes: batchBytes,
    };
    this.done = new Promise((resolve, reject) => {
      this.settle = { resolve, reject };
    });
  }

  /**
   * Opens the worker threads and begins to read.
   *
   * @throws Error  when a worker file cannot be used, or the log ends before the checkpoint
   */
  async start({ from = 0, finalisedTo = from }: StartOptions = {}): Promise<void> {
    if (this.state !== 'new') throw new Error(`pipeline ${this.pipeline.name} was started before`);
    this.state = 'running';
    const { log, clock, backoff } = this.options;
    try {
      if (log.end < from) throw new Error(`the checkpoint is at ${from}, but the log ends at ${log.end}`);
      this.position = this.processed = from;
      for (const { name, work } of this.pipeline.nodes)
        if (work.how === 'threads') this.pools.set(name, await openPool(name, work));
      const context = { clock, backoff, signal: this.failed.signal };
      this.runners = compileSegments(context, this.pipeline.segments, this.plans, this.pools);
      this.turns = this.runners.map(() => Promise.resolve());
      await this.checkpointer.begin(from, finalisedTo);
    } catch (error) {
      this.state = 'failed';
      await this.closePools();
      throw error;
    }
    void this.run();
  }

  /** Reads no more until `resume`; what was read goes on to its checkpoint. */
  pause(): void {
    if (this.state === 'running') this.state = 'paused';
  }

  resume(): void {
    if (this.state === 'paused') this.state = 'running';
    this.wake();
  }

  /** Finishes what was read, makes a checkpoint, and lets the threads go. */
  stop(): Promise<void> {
    return this.stopFrom(this.position);
  }

  /** Takes what the log holds now through the graph, and stops. */
  drain(): Promise<void> {
    return this.stopFrom(this.options.log.end);
  }

  /** Events in the log that did not go through the graph yet; bounds an intake. */
  get lag(): number {
    return Math.max(this.options.log.end, this.position) - this.processed;
  }

  snapshot(): RunSnapshot {
    const { committed, committedDead, count } = this.checkpointer;
    const stored = Math.max(this.options.log.end, this.position);
    return {
      state: this.state,
      stored,
      read: this.position,
      finalised: committed - committedDead,
      dead: committedDead,
      pending: stored - committed,
      underway: this.position - committed,
      lag: this.lag,
      checkpoints: count,
      nodes: this.plans.map(({ node, counters }) => ({ name: node.name, ...counters })),
    };
  }

  private stopFrom(offset: number): Promise<void> {
    if (this.state === 'new') {
      this.state = 'stopped';
      this.settle.resolve();
    }
    if (this.state === 'running' || this.state === 'paused' || this.state === 'stopping') {
      this.state = 'stopping';
      this.stopAt = Math.min(this.stopAt, offset);
      this.wake();
    }
    return this.done;
  }

  private async run(): Promise<void> {
    const { signal } = this.failed;
    const broken = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    try {
      await Promise.race([this.loop(), broken]);
      this.state = 'stopped';
      await this.closePools();
      this.settle.resolve();
    } catch (cause) {
      this.state = 'failed';
      this.failed.abort(cause);
      await this.closePools();
      this.settle.reject(new PipelineFailed(this.pipeline.name, cause));
    }
  }

  private async loop(): Promise<void> {
    const { log, batchesInFlight } = this.options;
    while (this.position < this.stopAt) {
      this.failed.signal.throwIfAborted();
      if (this.checkpointer.isDue(this.position)) await this.checkpoint();
      else if (this.inFlight.size >= batchesInFlight) await Promise.race(this.inFlight);
      else if (this.state === 'paused' || this.position >= log.end) await this.sleep();
      else await this.admitNext();
    }
    await this.checkpoint();
    await this.checkpointer.settled();
  }

  private async admitNext(): Promise<void> {
    const left = Math.min(this.stopAt - this.position, this.reading.maxEvents);
    const batch = await readBatch({ ...this.reading, maxEvents: left }, this.position);
    if (batch.count === 0) throw new Error(`the log ends at ${this.options.log.end} but gave nothing`);
    this.position += batch.count;
    const going = this.process(batch).then(
      () => {
        this.inFlight.delete(going);
      },
      (error) => this.failed.abort(error),
    );
    this.inFlight.add(going);
    // Timers and sockets get their turn between batches, however busy the log is.
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** Batches follow each other through the segments without overtaking. */
  private async process(batch: MicroBatch): Promise<void> {
    for (let segment = 0; segment < this.runners.length; segment++) {
      const before = this.turns[segment];
      let leave: () => void = () => {};
      this.turns[segment] = new Promise((resolve) => {
        leave = resolve;
      });
      await before;
      await this.runners[segment]?.(batch);
      leave();
    }
    refuseUntaken(this.plans, batch, this.options.clock.now());
    // Nodes fail in their own order; letters come in that of the log.
    batch.letters.sort((a, b) => a.offset - b.offset);
    batch.release();
    this.processed += batch.count;
    this.checkpointer.add(batch);
  }

  /** Sleeps until there is something to read, a checkpoint is due, or somebody wakes us. */
  private async sleep(): Promise<void> {
    const { log, clock } = this.options;
    const woken = new AbortController();
    const awake = new Promise<void>((resolve) => {
      woken.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    this.wake = () => woken.abort();
    const { handedOver } = this.checkpointer;
    const untilDueMs = Math.max(0, this.checkpointer.untilDueMs());
    const cancel = this.position > handedOver ? clock.after(untilDueMs, this.wake) : () => {};
    // What is under way may end meanwhile, and then the time of its checkpoint is known.
    const news = [awake, ...this.inFlight];
    if (this.state !== 'paused') news.push(this.news(log.waitFor(this.position, woken.signal), woken.signal));
    try {
      await Promise.race(news);
    } finally {
      cancel();
      woken.abort();
    }
  }

  /** A log may answer the signal with a rejection; that is no failure. */
  private async news(waiting: Promise<void>, signal: AbortSignal): Promise<void> {
    try {
      await waiting;
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  /** Lets everything under way come to its end, so that all states are at one offset, and stores them with it. */
  private async checkpoint(): Promise<void> {
    await Promise.all(this.inFlight);
    await this.checkpointer.make();
  }

  private async closePools(): Promise<void> {
    const force = this.state === 'failed';
    await Promise.all([...this.pools.values()].map((pool) => (force ? pool.destroy() : pool.close())));
    this.pools.clear();
  }
}
