const FIRST_CAPACITY_BYTES = 256;

/**
 * Writes the state of one estimator: a version, the kind, then what the estimator writes, all little-endian, without
 * padding. The same calls give the same bytes on every machine; what a call wrote, the call of the same name on
 * StateReader reads.
 */
export class StateWriter {
  private bytes = new Uint8Array(FIRST_CAPACITY_BYTES);
  private view = new DataView(this.bytes.buffer);
  private length = 0;

  /** @param version from 0 to 255; another one whenever the layout of this kind changes */
  constructor(kind: string, version: number) {
    this.uint8(version);
    this.text(kind);
  }

  uint8(value: number): void {
    const at = this.room(1);
    this.view.setUint8(at, value);
  }

  uint32(value: number): void {
    const at = this.room(4);
    this.view.setUint32(at, value, true);
  }

  boolean(value: boolean): void {
    this.uint8(value ? 1 : 0);
  }

  /** Any number, counts included: they are exact up to 2⁵³. */
  float64(value: number): void {
    const at = this.room(8);
    this.view.setFloat64(at, value, true);
  }

  /** The first `count` entries, which StateReader must be told of. */
  float64s(values: Float64Array, count = values.length): void {
    let at = this.room(8 * count);
    for (let i = 0; i < count; i++, at += 8) this.view.setFloat64(at, values[i] as number, true);
  }

  int32s(values: Int32Array): void {
    let at = this.room(4 * values.length);
    for (const value of values) {
      this.view.setInt32(at, value, true);
      at += 4;
    }
  }

  text(value: string): void {
    this.nested(new TextEncoder().encode(value));
  }

  /** The state of a part, as its own `save` gave it. */
  nested(state: Uint8Array): void {
    this.uint32(state.length);
    const at = this.room(state.length);
    this.bytes.set(state, at);
  }

  finish(): Uint8Array {
    return this.bytes.slice(0, this.length);
  }

  /** @returns where `size` more bytes may be written; `bytes` and `view` may be others afterwards */
  private room(size: number): number {
    const at = this.length;
    this.length += size;
    if (this.length > this.bytes.length) {
      const grown = new Uint8Array(Math.max(2 * this.bytes.length, this.length));
      grown.set(this.bytes);
      this.bytes = grown;
      this.view = new DataView(grown.buffer);
    }
    return at;
  }
}
