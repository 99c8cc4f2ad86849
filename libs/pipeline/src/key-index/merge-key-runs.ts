import type { Storage } from '../storage/storage.js';
import { BLOCK_ENTRIES, type KeyBlocks } from './key-blocks.js';
import { compareKeys, type KeyHash } from './key-hash.js';
import type { KeyRun } from './key-run.js';
import { KeyRunWriter } from './key-run-writer.js';
import { nextTurn, SLICE_ENTRIES } from './next-turn.js';

/**
 * Merges runs into one.
 *
 * @param runs the newest first: of two entries with one key the newer counts
 * @param signal gives up between two slices
 */
export async function mergeKeyRuns(
  storage: Storage,
  name: string,
  runs: readonly KeyRun[],
  { hash, signal }: { readonly hash: KeyHash; readonly signal: AbortSignal },
): Promise<void> {
  const expected = runs.reduce((sum, { count }) => sum + count, 0);
  const writer = await KeyRunWriter.open(storage, name, expected, hash);
  try {
    const heads = await headsOf(runs);
    for (let merged = 1; heads.length > 0; merged++) {
      const head = heads[0] as Head;
      const { words, at } = head;
      // Older entries of the same key come right behind the newest, and are left behind.
      if (!writer.endsWith(words, at) && writer.add(words, at, head.value)) await writer.write();
      if (head.step() || (await head.load())) sink(heads);
      else heads.shift();
      if (merged % SLICE_ENTRIES === 0) {
        await nextTurn();
        signal.throwIfAborted();
      }
    }
    await writer.finish();
  } catch (error) {
    await writer.abandon().catch(() => {});
    throw error;
  }
}

/** How far a run has been taken. */
class Head {
  words: Uint32Array = new Uint32Array();
  private values: Float64Array = new Float64Array();
  /** Where in `words` the next key is. */
  at = 0;
  private valueAt = 0;
  /** Entries left in the block, from the next. */
  private inBlock = 0;
  private block = 0;
  private blocks: KeyBlocks | undefined;
  private readonly spans: AsyncGenerator<KeyBlocks>;
  private left: number;

  constructor(
    run: KeyRun,
    /** 0 is the newest. */
    readonly age: number,
  ) {
    this.spans = run.spans();
    this.left = run.count;
  }

  get value(): number {
    return this.values[this.valueAt] as number;
  }

  /** Goes to the next entry; false when that is not in memory, or there is none. */
  step(): boolean {
    this.left -= 1;
    if (--this.inBlock > 0) {
      this.at += 4;
      this.valueAt += 1;
      return true;
    }
    return this.begin(this.block + 1);
  }

  /** False at the end of the run. */
  async load(): Promise<boolean> {
    const { value, done } = await this.spans.next();
    if (done === true) return false;
    this.blocks = value;
    this.words = value.words;
    this.values = value.values;
    return this.begin(0);
  }

  private begin(block: number): boolean {
    const { blocks } = this;
    if (blocks === undefined || block === blocks.count) return false;
    this.block = block;
    this.inBlock = Math.min(BLOCK_ENTRIES, this.left);
    this.at = blocks.wordsAt(block);
    this.valueAt = blocks.valuesAt(block);
    return true;
  }
}

/** In the order of their next entries, and of two with one key the newer first. */
async function headsOf(runs: readonly KeyRun[]): Promise<Head[]> {
  const heads: Head[] = [];
  for (const [age, run] of runs.entries()) {
    const head = new Head(run, age);
    if (!(await head.load())) continue;
    heads.unshift(head);
    sink(heads);
  }
  return heads;
}

/** Puts the first head where it belongs among the others: not far where keys grow with time. */
function sink(heads: Head[]): void {
  const head = heads[0] as Head;
  let to = 0;
  while (to + 1 < heads.length && isAfter(head, heads[to + 1] as Head)) {
    heads[to] = heads[to + 1] as Head;
    to += 1;
  }
  heads[to] = head;
}

function isAfter(head: Head, other: Head): boolean {
  const order = compareKeys(head.words, head.at, other.words, other.at);
  return order > 0 || (order === 0 && head.age > other.age);
}
