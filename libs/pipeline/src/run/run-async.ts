import type { Context } from '../graph/context.js';
import type { Work } from '../graph/work.js';
import { within } from './attempt.js';
import { FINALISED, type MicroBatch } from './micro-batch.js';
import { eventsFor, inputOf, type NodePlan } from './node-plan.js';
import { keep } from './run-each.js';
import { bury, type Failure, mayRetry, type Runner, type RunnerContext, retryTogether } from './runner.js';

type Async = Extract<Work, { how: 'async' }>;

/** A node that waits: `concurrency` events at once, or one by one when it has state. */
export function runAsync(context: RunnerContext, plan: NodePlan): Runner {
  if (Object.keys(plan.node.state).length > 0)
    return async (batch) => {
      for (const event of eventsFor(plan, batch)) await tryNowAsync(context, plan, batch, event);
    };
  return async (batch) => {
    const again = (events: readonly number[]): Promise<Failure[]> => tryAll(context, plan, batch, events);
    const events = eventsFor(plan, batch);
    plan.counters.events += events.length;
    await retryTogether(context, plan, batch, await again(events), again);
  };
}

async function tryAll(
  context: RunnerContext,
  plan: NodePlan,
  batch: MicroBatch,
  events: readonly number[],
): Promise<Failure[]> {
  const failures: Failure[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < events.length) {
      const event = events[next++] as number;
      try {
        await tryOnce(context, plan, batch, event);
      } catch (error) {
        context.signal.throwIfAborted();
        failures.push({ event, error });
      }
    }
  };
  const { concurrency } = plan.node.work as Async;
  await Promise.all(Array.from({ length: Math.min(concurrency, events.length) }, lane));
  // Lanes end in any order; letters are written in the order of the log.
  return failures.sort((a, b) => a.event - b.event);
}

/** Handles one event with all of its attempts before any other. */
export async function tryNowAsync(
  context: RunnerContext,
  plan: NodePlan,
  batch: MicroBatch,
  event: number,
): Promise<void> {
  if (batch.outcomes[event] !== FINALISED || inputOf(plan, batch, event) === undefined) return;
  plan.counters.events += 1;
  for (let attempts = 1; ; attempts++) {
    try {
      await tryOnce(context, plan, batch, event);
      return;
    } catch (error) {
      context.signal.throwIfAborted();
      if (!mayRetry(plan, error, attempts)) {
        bury(plan, batch, event, error, attempts, context.clock.now());
        return;
      }
      plan.counters.retries += 1;
    }
  }
}

async function tryOnce(
  { clock, signal }: RunnerContext,
  plan: NodePlan,
  batch: MicroBatch,
  event: number,
): Promise<void> {
  const work = plan.node.work as Async;
  const input = inputOf(plan, batch, event);
  const context = batch.contexts[event] as Context;
  const output = await within(clock, work.timeoutMs, signal, (inner) => work.handle(input, context, inner));
  keep(plan, batch, event, output);
}
