import type { PipelineNode } from '../graph/node.js';
import type { MicroBatch } from './micro-batch.js';
import type { NodePlan } from './node-plan.js';
import { runAsync, tryNowAsync } from './run-async.js';
import { runEach, tryNow } from './run-each.js';
import { type Pool, runThreads } from './run-threads.js';
import { runWhole } from './run-whole.js';
import type { Runner, RunnerContext } from './runner.js';

/** Makes the runner of each segment. */
export function compileSegments(
  context: RunnerContext,
  segments: readonly (readonly PipelineNode[])[],
  plans: readonly NodePlan[],
  pools: ReadonlyMap<string, Pool>,
): Runner[] {
  const planOf = new Map(plans.map((plan) => [plan.node.name, plan]));
  return segments.map((segment) => {
    const members = segment.flatMap(({ name }) => planOf.get(name) ?? []);
    const [first] = members;
    if (first === undefined) throw new Error('a segment has no node');
    const run = members.length > 1 ? inLockstep(context, members) : alone(context, first, pools);
    return timed(context, members, run);
  });
}

function alone(context: RunnerContext, plan: NodePlan, pools: ReadonlyMap<string, Pool>): Runner {
  const { work, name } = plan.node;
  if (work.how === 'each') return runEach(context, plan);
  if (work.how === 'async') return runAsync(context, plan);
  if (work.how === 'batch') return runWhole(context, plan);
  const pool = pools.get(name);
  if (pool === undefined) throw new Error(`"${name}" has no threads`);
  return runThreads(context, plan, pool);
}

/** Takes each event through all nodes of the segment before the next event begins. */
function inLockstep(context: RunnerContext, members: readonly NodePlan[]): Runner {
  if (members.every(({ node }) => node.work.how === 'each'))
    return (batch) => {
      for (let event = 0; event < batch.count; event++)
        for (let i = 0; i < members.length; i++) tryNow(context, members[i] as NodePlan, batch, event);
    };
  return async (batch) => {
    for (let event = 0; event < batch.count; event++) {
      for (const plan of members) {
        if (plan.node.work.how === 'each') tryNow(context, plan, batch, event);
        else await tryNowAsync(context, plan, batch, event);
      }
    }
  };
}

/** Notes when a segment began and ended a batch, and how long the batch had waited for it. */
function timed({ clock }: RunnerContext, members: readonly NodePlan[], run: Runner): Runner {
  const inside = new Set(members.map(({ index }) => index));
  const begin = (batch: MicroBatch): void => {
    const now = clock.now();
    for (const { index, inputs, counters } of members) {
      let readyMs = batch.readMs;
      for (const input of inputs)
        if (!inside.has(input)) readyMs = Math.max(readyMs, batch.endedMs[input] ?? 0);
      batch.startedMs[index] = now;
      counters.queueMs += Math.max(0, now - readyMs);
    }
  };
  const end = (batch: MicroBatch): void => {
    const now = clock.now();
    for (const { index, counters } of members) {
      batch.endedMs[index] = now;
      counters.serviceMs += now - (batch.startedMs[index] ?? now);
      counters.batches += 1;
    }
  };
  return (batch) => {
    begin(batch);
    const running = run(batch);
    if (running === undefined) end(batch);
    else return running.then(() => end(batch));
  };
}
