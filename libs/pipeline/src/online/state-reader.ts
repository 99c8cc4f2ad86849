/** Bytes that are not the state of this estimator: another kind, version or shape, or cut short. */
export class StateMismatch extends Error {
  override readonly name = 'StateMismatch';
}

/**
 * Reads what StateWriter wrote. Every method throws StateMismatch instead of reading past the end, so an estimator reads
 * all of its new state first and takes it over only after `end`.
 */
export class StateReader {
  private readonly view: DataView;
  private at = 0;

  /** @throws StateMismatch when the bytes are of another kind or version */
  constructor(
    private readonly bytes: Uint8Array,
    private readonly kind: string,
    version: number,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const foundVersion = this.uint8();
    const foundKind = this.text();
    if (foundKind !== kind) throw this.mismatch(`the bytes are of ${JSON.stringify(foundKind.slice(0, 40))}`);
    if (foundVersion !== version) throw this.mismatch(`version ${foundVersion}, takes ${version}`);
  }

  uint8(): number {
    return this.view.getUint8(this.take(1));
  }

  uint32(): number {
    return this.view.getUint32(this.take(4), true);
  }

  boolean(): boolean {
    return this.uint8() === 1;
  }

  float64(): number {
    return this.view.getFloat64(this.take(8), true);
  }

  float64s(count: number): Float64Array {
    let at = this.take(8 * count);
    const values = new Float64Array(count);
    for (let i = 0; i < count; i++, at += 8) values[i] = this.view.getFloat64(at, true);
    return values;
  }

  int32s(count: number): Int32Array {
    let at = this.take(4 * count);
    const values = new Int32Array(count);
    for (let i = 0; i < count; i++, at += 4) values[i] = this.view.getInt32(at, true);
    return values;
  }

  text(): string {
    return new TextDecoder().decode(this.nested());
  }

  /** A view on the state of a part, for its own `load`. */
  nested(): Uint8Array {
    const length = this.uint32();
    const from = this.take(length);
    return this.bytes.subarray(from, from + length);
  }

  /** @throws StateMismatch when the next uint32, a measure of the shape, is not what this estimator has */
  expect(what: string, value: number): void {
    const found = this.uint32();
    if (found !== value) throw this.mismatch(`${what} ${found}, takes ${value}`);
  }

  /** @throws StateMismatch when the next uint32 is above a bound */
  atMost(what: string, bound: number): number {
    const found = this.uint32();
    if (found > bound) throw this.mismatch(`${what} ${found}, takes at most ${bound}`);
    return found;
  }

  /** @throws StateMismatch when bytes are left */
  end(): void {
    const left = this.bytes.length - this.at;
    if (left > 0) throw this.mismatch(`${left} bytes too many`);
  }

  mismatch(what: string): StateMismatch {
    return new StateMismatch(`not a state of ${this.kind}: ${what}`);
  }

  private take(size: number): number {
    const from = this.at;
    if (from + size > this.bytes.length) throw this.mismatch(`cut short at ${this.bytes.length} bytes`);
    this.at = from + size;
    return from;
  }
}
