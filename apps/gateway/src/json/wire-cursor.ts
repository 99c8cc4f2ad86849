/** Says that a message is not as every writer of protobuf leaves it, so that the careful way must read it. */
export class Irregular extends Error {}

/** Where the reading of a binary message is. It reads what is regular, and throws `Irregular` at anything else. */
export class WireCursor {
  private readonly view: DataView;
  /** Of the number read last: its lower and upper 32 bits, unsigned. */
  lo = 0;
  hi = 0;

  constructor(
    private readonly bytes: Buffer,
    public position = 0,
    public end = bytes.length,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** A number of at most 32 bits, such as a tag or a length. */
  small(): number {
    const byte = this.bytes[this.position];
    if (byte !== undefined && byte < 0x80 && this.position < this.end) {
      this.position++;
      return byte;
    }
    this.varint();
    if (this.hi !== 0) throw new Irregular('a tag or a length is too large');
    return this.lo;
  }

  varint(): void {
    let lo = 0;
    let hi = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.byte();
      const part = byte & 0x7f;
      if (shift < 28) lo |= part << shift;
      else if (shift === 28) {
        lo |= part << 28;
        hi = part >>> 4;
      } else hi |= shift < 63 ? part << (shift - 32) : (part & 1) << 31;
      if (byte < 0x80) {
        this.lo = lo >>> 0;
        this.hi = hi >>> 0;
        return;
      }
    }
    throw new Irregular('a number does not end');
  }

  fixed32(): void {
    this.lo = this.view.getUint32(this.take(4), true);
    this.hi = 0;
  }

  fixed64(): void {
    const at = this.take(8);
    this.lo = this.view.getUint32(at, true);
    this.hi = this.view.getUint32(at + 4, true);
  }

  float(): number {
    return this.view.getFloat32(this.take(4), true);
  }

  double(): number {
    return this.view.getFloat64(this.take(8), true);
  }

  string(): string {
    const length = this.small();
    const at = this.take(length);
    const text = this.bytes.toString('utf8', at, at + length);
    if (text.includes('\ufffd')) throw new Irregular('a text may not be UTF-8');
    return text;
  }

  base64(): string {
    const length = this.small();
    const at = this.take(length);
    return this.bytes.toString('base64', at, at + length);
  }

  /** What is left, up to the end. */
  rest(): Buffer {
    const from = this.position;
    this.position = this.end;
    return this.bytes.subarray(from, this.end);
  }

  /** Reads what is as long as the length before it. */
  within<T>(read: (cursor: WireCursor) => T): T {
    const length = this.small();
    const end = this.position + length;
    if (end > this.end) throw new Irregular('a length goes beyond the end');
    const outer = this.end;
    this.end = end;
    const value = read(this);
    this.end = outer;
    return value;
  }

  skip(wireType: number): void {
    if (wireType === 0) this.varint();
    else if (wireType === 1) this.take(8);
    else if (wireType === 2) this.take(this.small());
    else if (wireType === 5) this.take(4);
    else throw new Irregular('a group, or no wire type at all');
  }

  private byte(): number {
    return this.bytes[this.take(1)] as number;
  }

  private take(length: number): number {
    const at = this.position;
    if (at + length > this.end) throw new Irregular('the message breaks off');
    this.position = at + length;
    return at;
  }
}
