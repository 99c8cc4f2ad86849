import { crc32 } from 'node:zlib';
import type { Storage, StoredFile } from '../storage/storage.js';
import { BloomFilter } from './bloom-filter.js';
import { BLOCK_BYTES, BLOCK_ENTRIES, KeyBlocks } from './key-blocks.js';
import { compareKeys, prefixOf } from './key-hash.js';
import { CHECKED_FOOTER_BYTES, FOOTER_BYTES, readFooter } from './run-footer.js';

/** Bytes that are read, or handed to the disk, at once. */
export const CHUNK_BYTES = 1 << 20;
/** Blocks that a run keeps in memory after a lookup, each in the place that its number gives it. */
const CACHED_BLOCKS = 8;

/** A file of the index is not what was written. The index can be rebuilt from what it indexes. */
export class KeyIndexCorrupt extends Error {
  override readonly name = 'KeyIndexCorrupt';
}

/**
 * An immutable file of entries sorted by key: blocks, each with its checksum; then the first key of every block, the last
 * key of all and a Bloom filter, which are held in memory; then a footer.
 */
export class KeyRun {
  private readonly cached: (CachedBlock | undefined)[] = Array.from({ length: CACHED_BLOCKS });

  /** Of the first key and of the last: see `prefixOf`. */
  readonly firstPrefix: number;
  readonly lastPrefix: number;

  private constructor(
    readonly file: string,
    private readonly stored: StoredFile,
    readonly count: number,
    /** Four words for the first key of each block, and for the last key of all. */
    private readonly fences: Uint32Array,
    private readonly filter: BloomFilter,
  ) {
    this.firstPrefix = prefixOf(fences, 0);
    this.lastPrefix = prefixOf(fences, fences.length - 4);
  }

  /**
   * @param seed of the hashes that keys are looked up by
   * @throws KeyIndexCorrupt
   */
  static async open(storage: Storage, file: string, seed: number): Promise<KeyRun> {
    const stored = await storage.openToRead(file);
    try {
      const end = stored.size - FOOTER_BYTES;
      const bytes = await stored.read(Math.max(0, end), FOOTER_BYTES);
      const footer = readFooter(bytes);
      if (footer === undefined) throw new KeyIndexCorrupt(`${file}: no footer`);
      const { entries, filterWords } = footer;
      const blocks = Math.ceil(entries / BLOCK_ENTRIES);
      const fenceWords = (blocks + 1) * 4;
      const begin = blocks * BLOCK_BYTES;
      if (begin + (fenceWords + filterWords) * 4 !== end) {
        throw new KeyIndexCorrupt(`${file}: its length is not what the footer says`);
      }
      const fences = new Uint32Array(fenceWords);
      const bits = new Uint32Array(filterWords);
      let checksum = await readInto(fences, stored, begin, 0);
      checksum = await readInto(bits, stored, begin + fenceWords * 4, checksum);
      checksum = crc32(bytes.subarray(0, CHECKED_FOOTER_BYTES), checksum);
      if (checksum !== footer.checksum || footer.seed !== seed) {
        throw new KeyIndexCorrupt(`${file}: fences and filter are not what was written`);
      }
      return new KeyRun(file, stored, entries, fences, new BloomFilter(bits));
    } catch (error) {
      await stored.close();
      throw error;
    }
  }

  /**
   * @param key as {@link KeyHash.read} gives it
   * @throws KeyIndexCorrupt
   */
  get(key: Uint32Array): number | undefined {
    if (!this.filter.mayHold(key)) return undefined;
    const block = lastAtMost(key, this.fences, this.fences.length / 4 - 1);
    const found = this.read(block);
    const entry = lastAtMost(key, found.words, Math.min(BLOCK_ENTRIES, this.count - block * BLOCK_ENTRIES));
    if (compareKeys(key, 0, found.words, entry * 4) !== 0) return undefined;
    return found.values[found.valuesAt(0) + entry];
  }

  /** All blocks in order, some at a time. */
  async *spans(atOnce = 64): AsyncGenerator<KeyBlocks> {
    const blocks = Math.ceil(this.count / BLOCK_ENTRIES);
    for (let first = 0; first < blocks; first += atOnce) {
      const length = Math.min(atOnce, blocks - first) * BLOCK_BYTES;
      const bytes = await this.stored.read(first * BLOCK_BYTES, length);
      const span = new KeyBlocks(bytes);
      this.check(span, bytes.length === length);
      yield span;
    }
  }

  close(): Promise<void> {
    return this.stored.close();
  }

  private read(block: number): KeyBlocks {
    const place = block % CACHED_BLOCKS;
    const cached = this.cached[place];
    if (cached?.block === block) return cached.blocks;
    const blocks = cached?.blocks ?? new KeyBlocks(new Uint8Array(BLOCK_BYTES));
    // What is read over it may not be whole.
    this.cached[place] = undefined;
    const length = this.stored.readSync(block * BLOCK_BYTES, blocks.bytes);
    this.check(blocks, length === BLOCK_BYTES);
    this.cached[place] = { block, blocks };
    return blocks;
  }

  private check(blocks: KeyBlocks, complete: boolean): void {
    let whole = complete;
    for (let block = 0; whole && block < blocks.count; block++) whole = blocks.isWhole(block);
    if (!whole) throw new KeyIndexCorrupt(`${this.file}: a block is not what was written`);
  }
}

/** A block in memory that is used again for others. */
interface CachedBlock {
  readonly block: number;
  readonly blocks: KeyBlocks;
}

/** Of so many sorted keys the last that is not after `key`; the first when all are. */
function lastAtMost(key: Uint32Array, keys: Uint32Array, count: number): number {
  let [low, high] = [0, count - 1];
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (compareKeys(key, 0, keys, middle * 4) >= 0) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Fills `words` from a file, and gives the checksum of what was there, continued from `checksum`. */
async function readInto(
  words: Uint32Array,
  stored: StoredFile,
  position: number,
  checksum: number,
): Promise<number> {
  const into = new Uint8Array(words.buffer);
  let continued = checksum;
  for (let at = 0; at < into.length; at += CHUNK_BYTES) {
    const bytes = await stored.read(position + at, Math.min(CHUNK_BYTES, into.length - at));
    into.set(bytes, at);
    continued = crc32(bytes, continued);
  }
  return continued;
}
