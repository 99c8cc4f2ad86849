import type { Stateful } from '../state/stateful.js';

/** Loads the state of several parts, all or none: when one refuses, those before it get back what they held. */
export function loadTogether(parts: readonly (readonly [part: Stateful, bytes: Uint8Array])[]): void {
  const before: (readonly [Stateful, Uint8Array])[] = [];
  try {
    for (const [part, bytes] of parts) {
      before.push([part, part.save()]);
      part.load(bytes);
    }
  } catch (error) {
    // The one that refused is still as it was, so loading its own state again changes nothing.
    for (const [part, bytes] of before) part.load(bytes);
    throw error;
  }
}
