import type { Clock } from '../clock.js';
import { type Backoff, backoffMs, pause } from './attempt.js';
import { Reject } from './dead-letter.js';
import type { MicroBatch } from './micro-batch.js';
import type { NodePlan } from './node-plan.js';

/** Takes a micro-batch through a segment of the graph; rejects only when the run cannot go on. */
export type Runner = (batch: MicroBatch) => void | Promise<void>;

export interface RunnerContext {
  readonly clock: Clock;
  readonly backoff: Backoff;
  /** Aborts when the run has failed. */
  readonly signal: AbortSignal;
}

/** An event that a node threw for. */
export interface Failure {
  readonly event: number;
  readonly error: unknown;
}

/**
 * Tries failed events again, all of a batch together, with a growing pause, until they pass or are dead. For nodes
 * without state, for which it does not matter that others overtake.
 *
 * @param again tries events and gives those that failed
 */
export async function retryTogether(
  { clock, backoff, signal }: RunnerContext,
  plan: NodePlan,
  batch: MicroBatch,
  first: readonly Failure[],
  again: (events: readonly number[]) => readonly Failure[] | Promise<readonly Failure[]>,
): Promise<void> {
  let failures = first;
  for (let attempts = 1; failures.length > 0; attempts++) {
    const rest: number[] = [];
    for (const { event, error } of failures) {
      if (mayRetry(plan, error, attempts)) rest.push(event);
      else bury(plan, batch, event, error, attempts, clock.now());
    }
    if (rest.length === 0) return;
    plan.counters.retries += rest.length;
    await pause(clock, backoffMs(backoff, attempts), signal);
    signal.throwIfAborted();
    failures = await again(rest);
  }
}

export function mayRetry({ node }: NodePlan, error: unknown, attempts: number): boolean {
  return attempts < node.attempts && !(error instanceof Reject);
}

export function bury(
  { node, counters }: NodePlan,
  batch: MicroBatch,
  event: number,
  error: unknown,
  attempts: number,
  atMs: number,
): void {
  counters.dead += 1;
  batch.bury(event, node.name, error, attempts, atMs);
}
