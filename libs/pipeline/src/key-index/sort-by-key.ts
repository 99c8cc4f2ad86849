import { compareKeys, KEY_BYTES } from './key-hash.js';
import { nextTurn, SLICE_ENTRIES } from './next-turn.js';

/** Ranges up to this size are sorted by insertion. */
const SMALL = 24;

interface Range {
  readonly from: number;
  readonly to: number;
  /** All keys of the range agree in the bytes before this one. */
  readonly byte: number;
}

/**
 * The numbers of the entries in the order of their keys. A radix sort by bytes, most significant first, which costs the
 * same whatever the keys are, and passes over bytes in which all agree; in slices, the first of them as long as a pass
 * over all entries takes (about 8 ns each).
 *
 * @param words four of each key, most significant first
 */
export async function sortByKey(words: Uint32Array, count: number): Promise<Uint32Array> {
  const order = new Uint32Array(count);
  for (let i = 0; i < count; i++) order[i] = i;
  const sorter = new RangeSorter(words, order);
  const open: Range[] = [{ from: 0, to: count, byte: 0 }];
  let worked = 0;
  for (let range = open.pop(); range !== undefined; range = open.pop()) {
    const { from, to, byte } = range;
    // Both are counted as if they took the same time.
    worked += to - from;
    if (to - from <= SMALL || byte === KEY_BYTES) sorter.insertion(from, to);
    else sorter.split(range, open);
    if (worked >= SLICE_ENTRIES * 2) {
      worked = 0;
      await nextTurn();
    }
  }
  return order;
}

class RangeSorter {
  private readonly moved: Uint32Array;
  private readonly digits: Uint8Array;
  private readonly ends = new Uint32Array(256);

  constructor(
    private readonly words: Uint32Array,
    private readonly order: Uint32Array,
  ) {
    this.moved = new Uint32Array(order.length);
    this.digits = new Uint8Array(order.length);
  }

  /** Orders a range by one byte, and adds the ranges that agree in it to `open`. */
  split({ from, to, byte }: Range, open: Range[]): void {
    const { words, order, moved, digits, ends } = this;
    const [word, shift] = [byte >> 2, 24 - (byte & 3) * 8];
    ends.fill(0);
    for (let i = from; i < to; i++) {
      const digit = ((words[(order[i] as number) * 4 + word] as number) >>> shift) & 0xff;
      digits[i] = digit;
      ends[digit] = (ends[digit] as number) + 1;
    }
    if (ends[digits[from] as number] === to - from) {
      open.push({ from, to, byte: byte + 1 });
      return;
    }
    for (let digit = 0, begin = from; digit < 256; digit++) {
      const size = ends[digit] as number;
      if (size > 1) open.push({ from: begin, to: begin + size, byte: byte + 1 });
      ends[digit] = begin;
      begin += size;
    }
    for (let i = from; i < to; i++) {
      const digit = digits[i] as number;
      const at = ends[digit] as number;
      ends[digit] = at + 1;
      moved[at] = order[i] as number;
    }
    order.set(moved.subarray(from, to), from);
  }

  insertion(from: number, to: number): void {
    const { words, order } = this;
    for (let i = from + 1; i < to; i++) {
      const entry = order[i] as number;
      let at = i;
      while (at > from && compareKeys(words, (order[at - 1] as number) * 4, words, entry * 4) > 0) {
        order[at] = order[at - 1] as number;
        at -= 1;
      }
      order[at] = entry;
    }
  }
}
