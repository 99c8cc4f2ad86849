import { DirtyRows } from './dirty-rows.js';
import { KeyBytes } from './key-bytes.js';
import type { Incremental } from './stateful.js';

const SMALLEST_ROWS = 64;
const F64 = 8;
/** f64 each: number of columns, rows, first row of the keys that follow, bytes of these keys, number of changed rows. */
const HEADER = 5;

/**
 * A fixed number of float64 columns per string key, such as the running history of every client: rows are added, never
 * removed. Saving copies memory; of the changes only, when few rows were touched since.
 *
 * Bytes are little-endian float64, as the processor has them on every platform that Node runs on.
 */
export class KeyedTable implements Incremental {
  private rowOf = new Map<string, number>();
  private keys = new KeyBytes();
  private names: string[] = [];
  private readonly dirty = new DirtyRows();
  /** Row by row: what is known of one key lies together. */
  private values: Float64Array;
  private capacity = SMALLEST_ROWS;
  /** Rows below it were in what was saved or loaded last. */
  private savedRows = 0;

  constructor(readonly columns: number) {
    if (!Number.isInteger(columns) || columns < 1)
      throw new RangeError(`${columns} columns; it takes 1 at least`);
    this.values = this.emptyValues();
  }

  get size(): number {
    return this.rowOf.size;
  }

  /** The row of a key; a new one holds zeros. */
  row(key: string): number {
    return this.rowOf.get(key) ?? this.addRow(key);
  }

  /** The row of a key that has one. */
  find(key: string): number | undefined {
    return this.rowOf.get(key);
  }

  keyOf(row: number): string {
    return this.names[this.checkRow(row)] as string;
  }

  /** Whether a row, which need not exist, is that of a key. */
  holds(row: number, key: string): boolean {
    return this.names[row] === key;
  }

  get(row: number, column: number): number {
    return this.values[this.place(row, column)] as number;
  }

  set(row: number, column: number, value: number): void {
    this.values[this.place(row, column)] = value;
    this.dirty.add(row);
  }

  add(row: number, column: number, value: number): void {
    const place = this.place(row, column);
    this.values[place] = (this.values[place] as number) + value;
    this.dirty.add(row);
  }

  /**
   * All values, row after row, for hot loops: until a row is added or a state loaded, which may move them. Who writes to
   * them calls `touch` for the row, or the change is not saved.
   */
  get cells(): Float64Array {
    return this.values;
  }

  /** Where in {@link cells} the first column of a row is. */
  at(row: number): number {
    return this.place(row, 0);
  }

  /** Says that a row was written to directly. */
  touch(row: number): void {
    this.dirty.add(this.checkRow(row));
  }

  save(): Uint8Array {
    const keys = this.keys.encode(0);
    const numbers = new Float64Array(HEADER + this.columns * this.size);
    numbers.set([this.columns, this.size, 0, keys.length, this.size]);
    let at = HEADER;
    for (let column = 0; column < this.columns; column++) {
      for (let row = 0; row < this.size; row++)
        numbers[at++] = this.values[row * this.columns + column] as number;
    }
    return this.framed(numbers, keys);
  }

  load(bytes: Uint8Array): void {
    const { numbers, rows, keys } = this.parse(bytes);
    this.rowOf = new Map();
    this.keys = new KeyBytes();
    this.names = [];
    this.capacity = Math.max(SMALLEST_ROWS, rows);
    this.values = this.emptyValues();
    this.addKeys(keys, rows);
    let at = HEADER;
    for (let column = 0; column < this.columns; column++) {
      for (let row = 0; row < rows; row++) this.values[row * this.columns + column] = numbers[at++] as number;
    }
    this.saved();
  }

  saveChanges(): Uint8Array {
    const changed = this.dirty.rows();
    const keys = this.keys.encode(this.savedRows);
    const numbers = new Float64Array(HEADER + changed.length * (1 + this.columns));
    numbers.set([this.columns, this.size, this.savedRows, keys.length, changed.length]);
    numbers.set(changed, HEADER);
    let at = HEADER + changed.length;
    for (let column = 0; column < this.columns; column++) {
      for (const row of changed) numbers[at++] = this.values[row * this.columns + column] as number;
    }
    return this.framed(numbers, keys);
  }

  loadChanges(bytes: Uint8Array): void {
    const { numbers, rows, firstRow, changedRows, keys } = this.parse(bytes);
    if (firstRow !== this.size)
      throw new RangeError(`changes of a table of ${firstRow} rows; this has ${this.size}`);
    this.addKeys(keys, rows - firstRow);
    const changed = numbers.subarray(HEADER, HEADER + changedRows);
    let at = HEADER + changedRows;
    for (let column = 0; column < this.columns; column++) {
      for (const row of changed) this.values[row * this.columns + column] = numbers[at++] as number;
    }
    this.saved();
  }

  private parse(bytes: Uint8Array) {
    const header = Array.from(new Float64Array(bytes.slice(0, HEADER * F64).buffer));
    const [columns, rows, firstRow, keyBytes, changedRows] = header as [
      number,
      number,
      number,
      number,
      number,
    ];
    if (columns !== this.columns)
      throw new RangeError(`a table of ${columns} columns; this has ${this.columns}`);
    const keys = bytes.subarray(bytes.length - keyBytes);
    const numbers = new Float64Array(bytes.slice(0, bytes.length - keyBytes).buffer);
    return { numbers, rows, firstRow, changedRows, keys };
  }

  /** What is saved: the numbers, then the keys. */
  private framed(numbers: Float64Array, keys: Uint8Array): Uint8Array {
    const bytes = new Uint8Array(numbers.byteLength + keys.length);
    bytes.set(new Uint8Array(numbers.buffer));
    bytes.set(keys, numbers.byteLength);
    this.saved();
    return bytes;
  }

  private saved(): void {
    this.savedRows = this.size;
    this.dirty.clear();
  }

  private addKeys(bytes: Uint8Array, count: number): void {
    for (const key of KeyBytes.decode(bytes, count)) this.addRow(key);
  }

  private addRow(key: string): number {
    const row = this.size;
    if (row === this.capacity) this.grow();
    this.keys.add(key);
    this.names.push(key);
    this.rowOf.set(key, row);
    this.dirty.add(row);
    return row;
  }

  private grow(): void {
    const before = this.values;
    this.capacity *= 2;
    this.values = this.emptyValues();
    this.values.set(before);
  }

  private emptyValues(): Float64Array {
    return new Float64Array(this.capacity * this.columns);
  }

  private place(row: number, column: number): number {
    if (!(column >= 0 && column < this.columns)) throw new RangeError(`column ${column} of ${this.columns}`);
    return this.checkRow(row) * this.columns + column;
  }

  private checkRow(row: number): number {
    if (!(row >= 0 && row < this.size)) throw new RangeError(`row ${row} of ${this.size}`);
    return row;
  }
}
