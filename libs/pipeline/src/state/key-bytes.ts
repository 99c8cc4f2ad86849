const LENGTH_BYTES = 4;
/** A UTF-16 code unit takes so many bytes of UTF-8 at most. */
const UTF8_BYTES = 3;

/** Keys in the order in which they came, encoded once and kept so: u32 length and UTF-8 each. */
export class KeyBytes {
  private bytes = Buffer.alloc(1024);
  private used = 0;
  /** Where each key begins. */
  private starts = new Float64Array(64);
  private count = 0;

  add(key: string): void {
    this.makeRoom(LENGTH_BYTES + key.length * UTF8_BYTES);
    this.starts[this.count++] = this.used;
    const length = this.bytes.write(key, this.used + LENGTH_BYTES, 'utf8');
    this.bytes.writeUInt32LE(length, this.used);
    this.used += LENGTH_BYTES + length;
  }

  /** The keys from the one of this number on; valid until the next `add`. */
  encode(first: number): Uint8Array {
    const start = first < this.count ? (this.starts[first] as number) : this.used;
    return this.bytes.subarray(start, this.used);
  }

  static *decode(bytes: Uint8Array, count: number): IterableIterator<string> {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let at = 0;
    for (let i = 0; i < count; i++) {
      const start = at + LENGTH_BYTES;
      at = start + buffer.readUInt32LE(at);
      yield buffer.toString('utf8', start, at);
    }
  }

  private makeRoom(more: number): void {
    if (this.used + more > this.bytes.length) {
      const larger = Buffer.alloc(Math.max(this.used + more, this.bytes.length * 2));
      this.bytes.copy(larger, 0, 0, this.used);
      this.bytes = larger;
    }
    if (this.count === this.starts.length) {
      const larger = new Float64Array(this.count * 2);
      larger.set(this.starts);
      this.starts = larger;
    }
  }
}
