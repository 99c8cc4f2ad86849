import type { Context } from '../graph/context.js';
import { type DeadLetter, reasonOf } from './dead-letter.js';

/** What became of an event, as `MicroBatch.outcomes` keeps it. */
export const FINALISED = 0;
export const DEAD = 1;

export interface MicroBatchInit {
  readonly firstOffset: number;
  readonly contexts: readonly Context[];
  /** What `decode` gave for each. */
  readonly decoded: readonly unknown[];
  readonly nodes: number;
  readonly readMs: number;
}

/** Events of consecutive offsets on their way through the graph, with plain arrays for what each node gave. */
export class MicroBatch {
  readonly firstOffset: number;
  readonly count: number;
  readonly contexts: readonly Context[];
  readonly decoded: readonly unknown[];
  readonly readMs: number;
  /** By node, then by event; undefined where a node gave nothing. */
  outputs: unknown[][];
  readonly outcomes: Uint8Array;
  readonly letters: DeadLetter[] = [];
  /** By node; 0 for one that did not run. */
  readonly startedMs: Float64Array;
  readonly endedMs: Float64Array;

  constructor({ firstOffset, contexts, decoded, nodes, readMs }: MicroBatchInit) {
    this.firstOffset = firstOffset;
    this.count = contexts.length;
    this.contexts = contexts;
    this.decoded = decoded;
    this.readMs = readMs;
    this.outputs = Array.from({ length: nodes }, () => new Array<unknown>(contexts.length).fill(undefined));
    this.outcomes = new Uint8Array(contexts.length);
    this.startedMs = new Float64Array(nodes);
    this.endedMs = new Float64Array(nodes);
  }

  /** Takes an event out of the graph: no node sees it any more. */
  bury(index: number, node: string, error: unknown, attempts: number, atMs: number): void {
    this.outcomes[index] = DEAD;
    this.letters.push({
      offset: this.firstOffset + index,
      node,
      reason: reasonOf(error),
      attempts,
      atMs,
      replayOf: this.contexts[index]?.replayOf,
    });
  }

  /** Lets go of the values, which may be large, while the batch waits for its checkpoint. */
  release(): void {
    this.outputs = [];
  }
}
