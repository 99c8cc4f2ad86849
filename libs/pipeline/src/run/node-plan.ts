import type { PipelineNode } from '../graph/node.js';
import { FINALISED, type MicroBatch } from './micro-batch.js';

/** What a node has done since the process started. */
export interface NodeCounters {
  /** Events that it handled, dead ones included. */
  events: number;
  dead: number;
  retries: number;
  batches: number;
  /** From the start to the end of its micro-batches; nodes of one segment count the whole of it. */
  serviceMs: number;
  /** From when its inputs were there to its start. */
  queueMs: number;
}

/** A node with its place among the arrays of a micro-batch. */
export interface NodePlan {
  readonly node: PipelineNode;
  readonly index: number;
  /** The indexes of the nodes before it; empty for a source. */
  readonly inputs: readonly number[];
  readonly counters: NodeCounters;
}

export function planNodes(nodes: readonly PipelineNode[]): NodePlan[] {
  const indexOf = new Map(nodes.map(({ name }, index) => [name, index]));
  return nodes.map((node, index) => ({
    node,
    index,
    inputs: node.after.map((name) => indexOf.get(name) ?? -1),
    counters: { events: 0, dead: 0, retries: 0, batches: 0, serviceMs: 0, queueMs: 0 },
  }));
}

/** What a node is given for an event; undefined when nothing reaches it, so that it does not run. */
export function inputOf({ node, inputs }: NodePlan, batch: MicroBatch, event: number): unknown {
  if (inputs.length === 0) return batch.decoded[event];
  if (inputs.length === 1) return batch.outputs[inputs[0] as number]?.[event];
  const tuple = new Array<unknown>(inputs.length);
  let there = 0;
  for (let i = 0; i < inputs.length; i++) {
    const value = batch.outputs[inputs[i] as number]?.[event];
    tuple[i] = value;
    if (value !== undefined) there += 1;
  }
  return there === inputs.length || (node.join === 'any' && there > 0) ? tuple : undefined;
}

/** The events that a node runs for. */
export function eventsFor(plan: NodePlan, batch: MicroBatch): number[] {
  const events: number[] = [];
  for (let event = 0; event < batch.count; event++) {
    if (batch.outcomes[event] === FINALISED && inputOf(plan, batch, event) !== undefined) events.push(event);
  }
  return events;
}
