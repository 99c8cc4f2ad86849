/**
 * Goes over the fields of a protobuf message (protobuf.dev, "Encoding") without making anything of them. After `next`
 * answered true, `field` and `wire` tell what stands there, and for wire type 2 `from` and `to` where its bytes are.
 */
export class CamposDeMensagem {
  field = 0;
  wire = 0;
  from = 0;
  to = 0;
  /** Of a varint, as far as 2^53 goes. */
  value = 0;
  private at = 0;
  private end = 0;
  private bytes: Buffer = Buffer.alloc(0);

  reset(bytes: Buffer, from: number, to: number): void {
    this.bytes = bytes;
    this.at = from;
    this.end = to;
  }

  /** @throws RangeError when the bytes are no message */
  next(): boolean {
    if (this.at >= this.end) return false;
    const tag = this.varint();
    this.field = tag >>> 3;
    this.wire = tag & 7;
    if (this.wire === 2) {
      const length = this.varint();
      this.from = this.at;
      this.to = this.at + length;
      this.at = this.to;
    } else if (this.wire === 0) this.value = this.varint();
    else if (this.wire === 1) {
      this.from = this.at;
      this.at += 8;
    } else if (this.wire === 5) this.at += 4;
    else throw new RangeError(`wire type ${this.wire}`);
    if (this.at > this.end || this.field === 0) throw new RangeError('a field goes beyond its message');
    return true;
  }

  private varint(): number {
    let value = 0;
    let factor = 1;
    for (let i = 0; i < 10; i++) {
      const byte = this.bytes[this.at++];
      if (byte === undefined || this.at > this.end) break;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
      factor *= 128;
    }
    throw new RangeError('a varint has no end');
  }
}
