import { compareKeys, FIRST_HASH, SECOND_HASH } from './key-hash.js';

/**
 * A bounded hash table from 16-byte keys to numbers in typed arrays. The entries lie one behind the other in the order in
 * which they came; open addressing with linear probing, at most half full, finds them by a slot of 32 bits each, which
 * has the entry's number and, in the bits above, a part of its hash: an absent key is told by one look at memory.
 */
export class KeyTable {
  /** Four words an entry. */
  readonly words: Uint32Array;
  readonly values: Float64Array;
  private readonly slots: Int32Array;
  /** Bits of a slot that hold the number of an entry, counted from 1. */
  private readonly entryBits: number;
  private entries = 0;

  constructor(readonly capacity: number) {
    this.words = new Uint32Array(capacity * 4);
    this.values = new Float64Array(capacity);
    this.slots = new Int32Array(2 ** Math.ceil(Math.log2(capacity * 2)));
    this.entryBits = 2 ** (32 - Math.clz32(capacity)) - 1;
  }

  get size(): number {
    return this.entries;
  }

  /** @param key as {@link KeyHash.read} gives it */
  get(key: Uint32Array): number | undefined {
    return this.at(this.slotOf(key));
  }

  /** @throws RangeError when the table is full */
  set(key: Uint32Array, value: number): void {
    this.setAt(this.slotOf(key), key, value);
  }

  /** The value in a slot that {@link slotOf} gave; undefined in an empty one. */
  at(slot: number): number | undefined {
    const held = this.slots[slot] as number;
    return held === 0 ? undefined : this.values[(held & this.entryBits) - 1];
  }

  /**
   * @param slot what {@link slotOf} gave for this key since the table last changed
   * @throws RangeError when the table is full
   */
  setAt(slot: number, key: Uint32Array, value: number): void {
    const held = this.slots[slot] as number;
    if (held !== 0) {
      this.values[(held & this.entryBits) - 1] = value;
      return;
    }
    if (this.entries === this.capacity) throw new RangeError('the table is full');
    const at = this.entries * 4;
    for (let i = 0; i < 4; i++) this.words[at + i] = key[i] as number;
    this.values[this.entries] = value;
    this.entries += 1;
    this.slots[slot] = ((key[SECOND_HASH] as number) & ~this.entryBits) | this.entries;
  }

  /** Forgets all entries. */
  clear(): void {
    this.slots.fill(0);
    this.entries = 0;
  }

  /** Where the key is, or the empty slot where it belongs. */
  slotOf(key: Uint32Array): number {
    const { slots, words, entryBits } = this;
    const mask = slots.length - 1;
    const tag = (key[SECOND_HASH] as number) & ~entryBits;
    for (let slot = (key[FIRST_HASH] as number) & mask; ; slot = (slot + 1) & mask) {
      const held = slots[slot] as number;
      if (held === 0) return slot;
      if ((held & ~entryBits) === tag && compareKeys(key, 0, words, ((held & entryBits) - 1) * 4) === 0)
        return slot;
    }
  }
}
