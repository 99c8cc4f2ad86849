import { UNTAKEN } from './dead-letter.js';
import { FINALISED, type MicroBatch } from './micro-batch.js';
import type { NodePlan } from './node-plan.js';

/** A record that no source takes is dead, lest a new sort of event vanish without a word. */
export function refuseUntaken(plans: readonly NodePlan[], batch: MicroBatch, atMs: number): void {
  const taken = plans.filter(({ node }) => node.role === 'source').map(({ index }) => batch.outputs[index]);
  for (let event = 0; event < batch.count; event++) {
    if (batch.outcomes[event] !== FINALISED || taken.some((output) => output?.[event] !== undefined))
      continue;
    batch.bury(event, UNTAKEN, new Error('no source takes this record'), 1, atMs);
  }
}
