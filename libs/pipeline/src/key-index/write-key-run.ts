import type { Storage } from '../storage/storage.js';
import type { KeyHash } from './key-hash.js';
import { KeyRunWriter } from './key-run-writer.js';
import type { KeyTable } from './key-table.js';
import { nextTurn, SLICE_ENTRIES } from './next-turn.js';
import { sortByKey } from './sort-by-key.js';

/** Writes a run of the entries of a table, which must not change meanwhile. */
export async function writeKeyRun(
  storage: Storage,
  name: string,
  { size, words, values }: KeyTable,
  hash: KeyHash,
): Promise<void> {
  const order = await sortByKey(words, size);
  const writer = await KeyRunWriter.open(storage, name, size, hash);
  try {
    for (let i = 0; i < size; i++) {
      const entry = order[i] as number;
      if (writer.add(words, entry * 4, values[entry] as number)) await writer.write();
      if (i % SLICE_ENTRIES === SLICE_ENTRIES - 1) await nextTurn();
    }
    await writer.finish();
  } catch (error) {
    await writer.abandon().catch(() => {});
    throw error;
  }
}
