const { imul } = Math;

/** Bytes of a key. */
export const KEY_BYTES = 16;

/** Where a {@link KeyHash} puts the two hashes, behind the four words of the key. */
export const FIRST_HASH = 4;
export const SECOND_HASH = 5;

/**
 * Reads keys and hashes them, once for the table and all filters: simple tabulation, one random word for every value of
 * every byte (A. Zobrist, 1970). Whoever does not know the seed cannot choose keys that collide, and linear probing
 * stays short for any set of keys (M. Pătraşcu, M. Thorup: The power of simple tabulation hashing, 2012).
 */
export class KeyHash {
  /** Two words for each of 256 values of each byte. */
  private readonly tables = new Int32Array(KEY_BYTES * 256 * 2);
  private readonly probe = new Uint32Array(6);

  constructor(readonly seed: number) {
    let state = seed | 0;
    for (let i = 0; i < this.tables.length; i++) {
      state = (state + 0x9e3779b9) | 0;
      let mixed = imul(state ^ (state >>> 16), 0x85ebca6b);
      mixed = imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
      this.tables[i] = mixed ^ (mixed >>> 16);
    }
  }

  /**
   * The four words of a key, big-endian so that they sort as its bytes do, and two hashes; valid until the next call.
   *
   * @param place where the key stands in longer bytes; without it, the bytes are the key
   */
  read(bytes: Uint8Array, place?: number): Uint32Array {
    const at = place ?? 0;
    const length = bytes.length - at;
    if (place === undefined ? length !== KEY_BYTES : length < KEY_BYTES)
      throw new RangeError(`a key has ${KEY_BYTES} bytes, not ${length}`);
    const { probe } = this;
    for (let word = 0, from = at; word < 4; word++, from += 4) {
      probe[word] =
        ((bytes[from] as number) << 24) |
        ((bytes[from + 1] as number) << 16) |
        ((bytes[from + 2] as number) << 8) |
        (bytes[from + 3] as number);
    }
    this.hash(probe, 0);
    return probe;
  }

  /** The same of the four words at `at`. */
  readWords(words: Uint32Array, at: number): Uint32Array {
    const { probe } = this;
    for (let word = 0; word < 4; word++) probe[word] = words[at + word] as number;
    this.hash(words, at);
    return probe;
  }

  private hash(words: Uint32Array, at: number): void {
    const { tables, probe } = this;
    let [first, second] = [0, 0];
    for (let word = 0, table = 0; word < 4; word++, table += 4 * 512) {
      const bytes = words[at + word] as number;
      // Written out: this is where most of an insertion's time goes.
      const a = table + ((bytes & 0xff) << 1);
      const b = table + 512 + ((bytes >>> 7) & 0x1fe);
      const c = table + 1_024 + ((bytes >>> 15) & 0x1fe);
      const d = table + 1_536 + ((bytes >>> 23) & 0x1fe);
      first ^= (tables[a] as number) ^ (tables[b] as number) ^ (tables[c] as number) ^ (tables[d] as number);
      second ^=
        (tables[a + 1] as number) ^
        (tables[b + 1] as number) ^
        (tables[c + 1] as number) ^
        (tables[d + 1] as number);
    }
    probe[FIRST_HASH] = first;
    probe[SECOND_HASH] = second;
  }
}

/** Negative when the key at `atA` sorts before the one at `atB`, 0 when they are the same. */
export function compareKeys(a: Uint32Array, atA: number, b: Uint32Array, atB: number): number {
  for (let i = 0; i < 4; i++) {
    const difference = (a[atA + i] as number) - (b[atB + i] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The first 53 bits of the key at `at`, as a number that sorts as they do. */
export const prefixOf = (words: Uint32Array, at: number): number =>
  (words[at] as number) * 2_097_152 + ((words[at + 1] as number) >>> 11);
