/** Of the length that stands before each record: u32, little-endian. */
export const LENGTH_BYTES = 4;

/**
 * Many records in one piece of memory, one behind the other, each behind its length in four bytes, the lowest first: as a
 * frame of the log holds them. Whoever makes many small records saves a view of the memory for each.
 */
export class PackedRecords {
  /** @throws RangeError when the bytes are not so many records */
  constructor(
    readonly bytes: Uint8Array,
    readonly count: number,
  ) {
    let [at, found] = [0, 0];
    for (; at + LENGTH_BYTES <= bytes.length; found++) at += LENGTH_BYTES + lengthAt(bytes, at);
    if (at !== bytes.length || found !== count)
      throw new RangeError(`${bytes.length} bytes are not ${count} records`);
  }

  /** The length of the record whose length stands at `at`. */
  lengthAt(at: number): number {
    return lengthAt(this.bytes, at);
  }

  /** A view of the n-th record, from 0; one after the other is gone over for it. */
  at(n: number): Uint8Array {
    let at = 0;
    for (let i = 0; i < n; i++) at += LENGTH_BYTES + lengthAt(this.bytes, at);
    const begin = at + LENGTH_BYTES;
    return this.bytes.subarray(begin, begin + lengthAt(this.bytes, at));
  }

  /** A view of each record, in order. */
  *[Symbol.iterator](): Generator<Uint8Array> {
    for (let at = 0; at < this.bytes.length; ) {
      const begin = at + LENGTH_BYTES;
      at = begin + lengthAt(this.bytes, at);
      yield this.bytes.subarray(begin, at);
    }
  }
}

/** What an append stores, in order. */
export type Records = readonly (Uint8Array | PackedRecords)[];

/** The length of the record whose length stands at `at`. */
export const lengthAt = (bytes: Uint8Array, at: number): number =>
  ((bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24)) >>>
  0;

/** How many records these are. */
export function countOf(records: Records): number {
  let count = 0;
  for (const one of records) count += one instanceof PackedRecords ? one.count : 1;
  return count;
}

/** What records take in a frame, its header apart. */
export function encodedBytes(records: Records): number {
  let bytes = 0;
  for (const one of records)
    bytes += one instanceof PackedRecords ? one.bytes.length : LENGTH_BYTES + one.length;
  return bytes;
}
