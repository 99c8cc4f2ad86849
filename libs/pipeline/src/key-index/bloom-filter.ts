import { FIRST_HASH, SECOND_HASH } from './key-hash.js';

const { imul } = Math;

/** Sixteen bits a key let about one absent key in a thousand through. */
const BITS_PER_KEY = 16;
/** Words of the part of the filter in which all bits of a key are: 32 bytes, so a key costs one look at memory. */
const PART_WORDS = 8;
/** Odd numbers, one for each word of a part; from the Parquet format. */
const SALTS = Int32Array.of(
  0x47b6137b,
  0x44974d91,
  0x8824ad5b,
  0xa2b7289d,
  0x705495c7,
  0x2df1424b,
  0x9efc4947,
  0x5c6bfb31,
);

/**
 * Says of most keys that are not in a set that they are not (B. H. Bloom, 1970). Split into blocks (F. Putze, P. Sanders,
 * J. Singler: Cache-, hash- and space-efficient Bloom filters, 2007): a key sets one bit in each word of one part.
 */
export class BloomFilter {
  private readonly parts: number;

  /** @param bits whole parts */
  constructor(readonly bits: Uint32Array) {
    this.parts = bits.length / PART_WORDS;
  }

  static forKeys(count: number): BloomFilter {
    const parts = Math.max(1, Math.ceil((count * BITS_PER_KEY) / (PART_WORDS * 32)));
    return new BloomFilter(new Uint32Array(parts * PART_WORDS));
  }

  /** @param key as {@link KeyHash.read} gives it */
  add(key: Uint32Array): void {
    const { bits } = this;
    const part = this.partOf(key);
    const hash = key[SECOND_HASH] as number;
    for (let i = 0; i < PART_WORDS; i++) {
      const bit = 1 << (imul(hash, SALTS[i] as number) >>> 27);
      bits[part + i] = (bits[part + i] as number) | bit;
    }
  }

  mayHold(key: Uint32Array): boolean {
    const { bits } = this;
    const part = this.partOf(key);
    const hash = key[SECOND_HASH] as number;
    for (let i = 0; i < PART_WORDS; i++) {
      const bit = 1 << (imul(hash, SALTS[i] as number) >>> 27);
      if (((bits[part + i] as number) & bit) === 0) return false;
    }
    return true;
  }

  /** The first hash as a share of 2³², so that its high bits choose: the table's slots take the low ones. */
  private partOf(key: Uint32Array): number {
    return Math.floor(((key[FIRST_HASH] as number) * this.parts) / 4_294_967_296) * PART_WORDS;
  }
}
