import type { Stateful } from '../state/stateful.js';
import type { CheckpointStore } from './finalised.js';

/** Checkpoints that last as long as this object, so that a test can end one run and begin another. */
export class MemoryCheckpoints implements CheckpointStore {
  offset = 0;
  parts: Readonly<Record<string, Uint8Array>> = {};
  /** How many were stored. */
  count = 0;

  async commit(offset: number, parts: Readonly<Record<string, Stateful>>): Promise<void> {
    this.parts = Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, part.save()]));
    this.offset = offset;
    this.count += 1;
  }

  /** Loads what was stored last into the parts. Gives its offset. */
  restore(parts: Readonly<Record<string, Stateful>>): number {
    for (const [name, bytes] of Object.entries(this.parts)) parts[name]?.load(bytes);
    return this.offset;
  }
}
