import type { Context } from '../graph/context.js';
import type { Work } from '../graph/work.js';
import { FINALISED, type MicroBatch } from './micro-batch.js';
import { inputOf, type NodePlan } from './node-plan.js';
import { bury, type Failure, mayRetry, type Runner, type RunnerContext, retryTogether } from './runner.js';

type Each = Extract<Work, { how: 'each' }>;

/** A synchronous node: one loop over the batch, without a promise or a closure an event. */
export function runEach(context: RunnerContext, plan: NodePlan): Runner {
  const work = plan.node.work as Each;
  if (Object.keys(plan.node.state).length > 0)
    return (batch) => {
      for (let event = 0; event < batch.count; event++) tryNow(context, plan, batch, event);
    };
  return (batch) => {
    const failures = pass(plan, work, batch);
    if (failures === undefined) return;
    return retryTogether(context, plan, batch, failures, (events) =>
      events.flatMap((event) => {
        try {
          keep(
            plan,
            batch,
            event,
            work.handle(inputOf(plan, batch, event), batch.contexts[event] as Context),
          );
          return [];
        } catch (error) {
          return [{ event, error }];
        }
      }),
    );
  };
}

/** The hot loop. Gives what failed, undefined when nothing did. */
function pass(plan: NodePlan, work: Each, batch: MicroBatch): Failure[] | undefined {
  const { outcomes, contexts, count } = batch;
  const outputs = batch.outputs[plan.index] as unknown[];
  const joins = plan.inputs.length > 1;
  const single = plan.inputs.length === 0 ? batch.decoded : batch.outputs[plan.inputs[0] as number];
  const keeps = plan.node.role !== 'sink';
  let failures: Failure[] | undefined;
  let events = 0;
  for (let event = 0; event < count; event++) {
    if (outcomes[event] !== FINALISED) continue;
    const input = joins ? inputOf(plan, batch, event) : single?.[event];
    if (input === undefined) continue;
    events += 1;
    try {
      const output = work.handle(input, contexts[event] as Context);
      if (keeps) outputs[event] = output;
    } catch (error) {
      failures ??= [];
      failures.push({ event, error });
    }
  }
  plan.counters.events += events;
  return failures;
}

/**
 * Handles one event at once, with all of its attempts, before any other: how a node with state goes, and every
 * synchronous node between two that share one.
 */
export function tryNow({ clock }: RunnerContext, plan: NodePlan, batch: MicroBatch, event: number): void {
  if (batch.outcomes[event] !== FINALISED) return;
  const input = inputOf(plan, batch, event);
  if (input === undefined) return;
  const work = plan.node.work as Each;
  plan.counters.events += 1;
  for (let attempts = 1; ; attempts++) {
    try {
      keep(plan, batch, event, work.handle(input, batch.contexts[event] as Context));
      return;
    } catch (error) {
      if (!mayRetry(plan, error, attempts)) {
        bury(plan, batch, event, error, attempts, clock.now());
        return;
      }
      plan.counters.retries += 1;
    }
  }
}

/** Stores what a node gave; a sink gives nothing, whatever its handler returns. */
export function keep({ node, index }: NodePlan, batch: MicroBatch, event: number, output: unknown): void {
  if (node.role !== 'sink') (batch.outputs[index] as unknown[])[event] = output;
}
