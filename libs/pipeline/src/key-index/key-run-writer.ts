import { crc32 } from 'node:zlib';
import type { Storage, StoredFile } from '../storage/storage.js';
import { BloomFilter } from './bloom-filter.js';
import { BLOCK_BYTES, BLOCK_ENTRIES, KeyBlocks } from './key-blocks.js';
import { compareKeys, type KeyHash } from './key-hash.js';
import { CHUNK_BYTES } from './key-run.js';
import { CHECKED_FOOTER_BYTES, sealFooter, writeFooter } from './run-footer.js';

const CHUNK_BLOCKS = Math.floor(CHUNK_BYTES / BLOCK_BYTES);

/** Writes a run from entries that come in the order of their keys. */
export class KeyRunWriter {
  private readonly chunk: KeyBlocks;
  /** Of the chunk, the block that is being filled. */
  private block = 0;
  private inBlock = 0;
  private wordsAt: number;
  private valuesAt: number;
  private readonly fences: Uint32Array;
  private fenced = 0;
  private readonly filter: BloomFilter;
  private entries = 0;
  private readonly last = new Uint32Array(4);

  private constructor(
    private readonly file: StoredFile,
    expected: number,
    private readonly hash: KeyHash,
  ) {
    const blocks = Math.ceil(expected / BLOCK_ENTRIES);
    this.chunk = new KeyBlocks(new Uint8Array(Math.min(CHUNK_BLOCKS, blocks) * BLOCK_BYTES));
    this.wordsAt = this.chunk.wordsAt(0);
    this.valuesAt = this.chunk.valuesAt(0);
    this.fences = new Uint32Array((blocks + 1) * 4);
    this.filter = BloomFilter.forKeys(expected);
  }

  /** @param expected how many entries will come, at most */
  static async open(storage: Storage, name: string, expected: number, hash: KeyHash): Promise<KeyRunWriter> {
    await storage.remove(name);
    return new KeyRunWriter(await storage.open(name), expected, hash);
  }

  /** Adds the key of four words at `at`; true when so much has come together that {@link write} must be awaited. */
  add(words: Uint32Array, at: number, value: number): boolean {
    const { chunk, last } = this;
    const key = this.hash.readWords(words, at);
    for (let i = 0; i < 4; i++) {
      const word = key[i] as number;
      last[i] = word;
      chunk.words[this.wordsAt + i] = word;
    }
    chunk.values[this.valuesAt] = value;
    this.filter.add(key);
    if (this.inBlock === 0) this.fence(last);
    this.wordsAt += 4;
    this.valuesAt += 1;
    this.inBlock += 1;
    this.entries += 1;
    return this.inBlock === BLOCK_ENTRIES && this.endBlock();
  }

  /** Whether the entry added last has this key. */
  endsWith(words: Uint32Array, at: number): boolean {
    return this.entries > 0 && compareKeys(words, at, this.last, 0) === 0;
  }

  async write(): Promise<void> {
    await this.file.append(this.chunk.bytes.subarray(0, this.block * BLOCK_BYTES));
    this.beginBlock(0);
  }

  /** Ends the run; it is durable when this resolves, its name after `syncFolder`. */
  async finish(): Promise<void> {
    const { filter, entries, hash } = this;
    if (this.inBlock > 0) this.endBlock();
    await this.write();
    this.fence(this.last);
    const fences = this.fences.subarray(0, this.fenced * 4);
    const footer = writeFooter({ entries, filterWords: filter.bits.length, seed: hash.seed });
    let checksum = await this.append(fences, 0);
    checksum = await this.append(filter.bits, checksum);
    sealFooter(footer, crc32(footer.subarray(0, CHECKED_FOOTER_BYTES), checksum));
    await this.file.append(footer);
    await this.file.sync();
    await this.file.close();
  }

  /** Lets go of a run that will not be finished. */
  abandon(): Promise<void> {
    return this.file.close();
  }

  private fence(key: Uint32Array): void {
    this.fences.set(key, this.fenced * 4);
    this.fenced += 1;
  }

  /** True when it was the last of the chunk. */
  private endBlock(): boolean {
    this.chunk.seal(this.block);
    this.beginBlock(this.block + 1);
    return this.block === this.chunk.count;
  }

  private beginBlock(block: number): void {
    this.block = block;
    this.inBlock = 0;
    this.wordsAt = this.chunk.wordsAt(block);
    this.valuesAt = this.chunk.valuesAt(block);
  }

  private async append(words: Uint32Array, checksum: number): Promise<number> {
    const bytes = new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
    let continued = checksum;
    for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
      const chunk = bytes.subarray(at, at + CHUNK_BYTES);
      continued = crc32(chunk, continued);
      await this.file.append(chunk);
    }
    return continued;
  }
}
