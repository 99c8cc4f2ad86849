import type { Context } from '../graph/context.js';
import type { Work } from '../graph/work.js';
import { within } from './attempt.js';
import type { MicroBatch } from './micro-batch.js';
import { eventsFor, inputOf, type NodePlan } from './node-plan.js';
import { keep } from './run-each.js';
import { type Failure, type Runner, type RunnerContext, retryTogether } from './runner.js';

type Whole = Extract<Work, { how: 'batch' }>;

/** A node that takes all events of a batch in one call; when that fails, each on its own, to find the poison. */
export function runWhole(context: RunnerContext, plan: NodePlan): Runner {
  return async (batch) => {
    const events = eventsFor(plan, batch);
    if (events.length === 0) return;
    plan.counters.events += events.length;
    const together = await tryTogether(context, plan, batch, events);
    if (together.length === 0) return;
    const again = async (rest: readonly number[]): Promise<Failure[]> => {
      const failures: Failure[] = [];
      for (const event of rest) failures.push(...(await tryTogether(context, plan, batch, [event])));
      return failures;
    };
    await retryTogether(context, plan, batch, events.length === 1 ? together : await again(events), again);
  };
}

async function tryTogether(
  { clock, signal }: RunnerContext,
  plan: NodePlan,
  batch: MicroBatch,
  events: readonly number[],
): Promise<Failure[]> {
  const work = plan.node.work as Whole;
  const inputs = events.map((event) => inputOf(plan, batch, event));
  const contexts = events.map((event) => batch.contexts[event] as Context);
  try {
    const outputs = await within(clock, work.timeoutMs, signal, (inner) =>
      work.handle(inputs, contexts, inner),
    );
    if (plan.node.role === 'sink') return [];
    if (!Array.isArray(outputs) || outputs.length !== events.length)
      throw new Error(
        `handleBatch took ${events.length} events and gave ${Array.isArray(outputs) ? outputs.length : 'no'} results`,
      );
    for (const [i, event] of events.entries()) keep(plan, batch, event, outputs[i]);
    return [];
  } catch (error) {
    signal.throwIfAborted();
    return events.map((event) => ({ event, error }));
  }
}
