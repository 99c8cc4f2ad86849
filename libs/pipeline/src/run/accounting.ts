import type { Stateful } from '../state/stateful.js';
import type { NodeCounters } from './node-plan.js';

/** How many events are dead since the log began; the one state of the run itself. */
export class DeadCount implements Stateful {
  value = 0;

  save(): Uint8Array {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(this.value));
    return bytes;
  }

  load(bytes: Uint8Array): void {
    this.value = Number(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getBigUint64(0));
  }
}

export type RunState = 'new' | 'running' | 'paused' | 'stopping' | 'stopped' | 'failed';

/**
 * Where the events are, counted from the first record of the log. Always `stored = finalised + dead + pending`, because
 * all of them come from three positions: the log's end, the reader's, and the checkpoint's.
 */
export interface RunSnapshot {
  readonly state: RunState;
  /** Events in the log. */
  readonly stored: number;
  /** Events that were read from the log. */
  readonly read: number;
  /** Events that went through the graph and are in a checkpoint. */
  readonly finalised: number;
  /** Events that were given up and are in a checkpoint. */
  readonly dead: number;
  /** Events without a final outcome: not read yet, under way, or waiting for the checkpoint. */
  readonly pending: number;
  /** Those of them that were read. */
  readonly underway: number;
  /** Events that no node has finished yet: end of the log less what went through. */
  readonly lag: number;
  readonly checkpoints: number;
  readonly nodes: readonly (Readonly<NodeCounters> & { readonly name: string })[];
}
