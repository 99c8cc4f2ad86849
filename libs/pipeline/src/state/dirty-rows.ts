/** Rows that were written to, each once, in the order of their first write: a bitmap to ask, a list to go through. */
export class DirtyRows {
  private bits = new Uint32Array(64);
  private list = new Uint32Array(64);
  private count = 0;

  add(row: number): void {
    const word = row >>> 5;
    const bit = 1 << (row & 31);
    if (word >= this.bits.length) this.bits = grown(this.bits, word + 1);
    const before = this.bits[word] as number;
    if ((before & bit) !== 0) return;
    this.bits[word] = before | bit;
    if (this.count === this.list.length) this.list = grown(this.list, this.count + 1);
    this.list[this.count++] = row;
  }

  /** Valid until the next change. */
  rows(): Uint32Array {
    return this.list.subarray(0, this.count);
  }

  clear(): void {
    for (let i = 0; i < this.count; i++) this.bits[(this.list[i] as number) >>> 5] = 0;
    this.count = 0;
  }
}

function grown(array: Uint32Array, length: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(Math.max(length, array.length * 2));
  larger.set(array);
  return larger;
}
