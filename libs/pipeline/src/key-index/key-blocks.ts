import { crc32 } from 'node:zlib';

/** Entries of one block; a lookup reads one block. */
export const BLOCK_ENTRIES = 128;
const WORDS_BYTES = BLOCK_ENTRIES * 16;
const CONTENT_BYTES = WORDS_BYTES + BLOCK_ENTRIES * 8;
/** All words, all values, the checksum (u32) and four bytes of nothing, so that values of the next block are aligned. */
export const BLOCK_BYTES = CONTENT_BYTES + 8;

/**
 * Blocks one behind the other in memory, to be filled or read in place. Words and values are in columns of their own, so
 * that typed arrays can lie over them. The last block of a run is as long as the others; what is in the
 * room that it does not use, nobody reads.
 */
export class KeyBlocks {
  readonly words: Uint32Array;
  readonly values: Float64Array;
  readonly count: number;

  /** @param bytes aligned to eight bytes */
  constructor(readonly bytes: Uint8Array) {
    this.count = Math.floor(bytes.length / BLOCK_BYTES);
    this.words = new Uint32Array(bytes.buffer, bytes.byteOffset, (this.count * BLOCK_BYTES) / 4);
    this.values = new Float64Array(bytes.buffer, bytes.byteOffset, (this.count * BLOCK_BYTES) / 8);
  }

  /** Where in `words` the first key of a block is; the next are four further each. */
  wordsAt(block: number): number {
    return (block * BLOCK_BYTES) / 4;
  }

  /** Where in `values` the first value of a block is. */
  valuesAt(block: number): number {
    return (block * BLOCK_BYTES + WORDS_BYTES) / 8;
  }

  seal(block: number): void {
    this.words[(block * BLOCK_BYTES + CONTENT_BYTES) / 4] = this.checksum(block);
  }

  isWhole(block: number): boolean {
    return this.words[(block * BLOCK_BYTES + CONTENT_BYTES) / 4] === this.checksum(block);
  }

  private checksum(block: number): number {
    return crc32(this.bytes.subarray(block * BLOCK_BYTES, block * BLOCK_BYTES + CONTENT_BYTES));
  }
}
