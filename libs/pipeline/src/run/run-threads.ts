import type { Piscina } from 'piscina';
import type { Work } from '../graph/work.js';
import { backoffMs, pause, within } from './attempt.js';
import type { WorkerResult, WorkerTask } from './in-worker.js';
import { DEAD, type MicroBatch } from './micro-batch.js';
import { eventsFor, inputOf, type NodePlan } from './node-plan.js';
import { keep } from './run-each.js';
import { bury, mayRetry, type Runner, type RunnerContext } from './runner.js';

export type Threads = Extract<Work, { how: 'threads' }>;
export type Pool = Pick<Piscina<WorkerTask, WorkerResult>, 'run'>;

/**
 * A node on worker threads. A batch is cut into one chunk a thread, so no more than that wait in the pool, and all are
 * back before the next node begins. When a chunk is lost, because its thread died, was ended by the timeout or could not
 * take the values, its events are sent one by one, in order, to find the one that does it.
 */
export function runThreads(context: RunnerContext, plan: NodePlan, pool: Pool): Runner {
  return async (batch) => {
    const events = eventsFor(plan, batch);
    plan.counters.events += events.length;
    await Promise.all(
      cutChunks(context, plan, batch, events).map((chunk) => handleChunk(context, plan, pool, batch, chunk)),
    );
  };
}

function cutChunks(
  { clock }: RunnerContext,
  plan: NodePlan,
  batch: MicroBatch,
  events: readonly number[],
): number[][] {
  const work = plan.node.work as Threads;
  if (work.key === undefined) {
    const size = Math.max(1, Math.ceil(events.length / work.threads));
    return Array.from({ length: Math.ceil(events.length / size) }, (_, i) =>
      events.slice(i * size, (i + 1) * size),
    );
  }
  const chunks = Array.from({ length: work.threads }, (): number[] => []);
  for (const event of events) {
    try {
      chunks[hash(work.key(inputOf(plan, batch, event))) % work.threads]?.push(event);
    } catch (error) {
      bury(plan, batch, event, error, 1, clock.now());
    }
  }
  return chunks.filter((chunk) => chunk.length > 0);
}

/** FNV-1a, 32 bits (G. Fowler, L. C. Noll, K.-P. Vo). */
function hash(key: string): number {
  let sum = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) sum = Math.imul(sum ^ key.charCodeAt(i), 0x01000193);
  return sum >>> 0;
}

async function handleChunk(
  context: RunnerContext,
  plan: NodePlan,
  pool: Pool,
  batch: MicroBatch,
  chunk: readonly number[],
): Promise<void> {
  if (chunk.length > 1) {
    try {
      await send(context, plan, pool, batch, chunk);
      return;
    } catch {
      context.signal.throwIfAborted();
      plan.counters.retries += chunk.length;
    }
  }
  for (const event of chunk) await handleAlone(context, plan, pool, batch, event);
}

async function handleAlone(
  context: RunnerContext,
  plan: NodePlan,
  pool: Pool,
  batch: MicroBatch,
  event: number,
): Promise<void> {
  for (let attempts = 1; ; attempts++) {
    try {
      await send(context, plan, pool, batch, [event]);
      return;
    } catch (error) {
      context.signal.throwIfAborted();
      if (!mayRetry(plan, error, attempts)) {
        bury(plan, batch, event, error, attempts, context.clock.now());
        return;
      }
      plan.counters.retries += 1;
      await pause(context.clock, backoffMs(context.backoff, attempts), context.signal);
    }
  }
}

/** By the monotonic clock, which all threads share; undefined for 0. */
const millisecondsSince = (begun: bigint): number | undefined =>
  begun === 0n ? undefined : Number(process.hrtime.bigint() - begun) / 1e6;

async function send(
  { clock, signal }: RunnerContext,
  plan: NodePlan,
  pool: Pool,
  batch: MicroBatch,
  chunk: readonly number[],
): Promise<void> {
  const { timeoutMs } = plan.node.work as Threads;
  const task: WorkerTask = {
    inputs: chunk.map((event) => inputOf(plan, batch, event)),
    offsets: chunk.map((event) => batch.firstOffset + event),
    attempts: plan.node.attempts,
    begun: new BigInt64Array(new SharedArrayBuffer(8)),
  };
  // Aborting ends the thread, which the pool replaces; until the next one is up, no event's time passes.
  const { values, failures } = await within(
    clock,
    timeoutMs,
    signal,
    (inner) => pool.run(task, { signal: inner }),
    () => millisecondsSince(Atomics.load(task.begun, 0)),
  );
  if (values.length !== chunk.length)
    throw new Error(`the worker took ${chunk.length} events and gave ${values.length} results`);
  for (const { at, reason, attempts } of failures) {
    plan.counters.retries += attempts - 1;
    bury(plan, batch, chunk[at] as number, new Error(reason), attempts, clock.now());
  }
  for (const [at, event] of chunk.entries())
    if (batch.outcomes[event] !== DEAD) keep(plan, batch, event, values[at]);
}
