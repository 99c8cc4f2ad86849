import { checkNumber, checkTarget, checkWhole } from '../arguments.js';
import { bounded } from '../bounded.js';
import type { DriftDetector } from '../estimators.js';
import { StateReader } from '../state-reader.js';
import { StateWriter } from '../state-writer.js';

const KIND = 'adwin';
const VERSION = 1;
/** Row r holds buckets of 2^r values, so these hold more than any stream brings. */
const MAX_ROWS = 48;

export interface AdwinOptions {
  /** Bound on the chance of a false alarm at a check; default 0.002. */
  readonly delta?: number;
  /** The window is searched for a cut every so many values; default 32. */
  readonly checkEvery?: number;
  /** M of the paper: buckets of one size before two are merged; default 5. More are more exact and slower. */
  readonly bucketsPerSize?: number;
  /** Neither side of a cut is shorter; default 5. */
  readonly minSide?: number;
}

/**
 * A window over a series that grows while its mean stays and loses its old part when two parts of it differ: drift. For a
 * cut into parts of n₀ and n₁ values out of n, with m = 1 / (1/n₀ + 1/n₁), δ' = δ / ln n and the variance σ² of the whole:
 *
 *     |mean₀ − mean₁| > √((2/m) σ² ln(2/δ')) + (2 / 3m) ln(2/δ')
 *
 * The window is an exponential histogram, so a window of n values takes O(M log n) numbers. Values are meant to be of
 * range [0, 1]; another range only makes the second term too small or too large. A. Bifet, R. Gavaldà, 2007, "Learning
 * from time-changing data with adaptive windowing" (ADWIN2, with the bound for normal approximation).
 */
export class Adwin implements DriftDetector {
  private readonly delta: number;
  private readonly checkEvery: number;
  private readonly bucketsPerSize: number;
  private readonly minSide: number;

  private seen = 0;
  private found = 0;
  private width = 0;
  private total = 0;
  /** Sum of squared deviations from the mean of the window. */
  private squares = 0;
  private rows = 1;
  /** Buckets in each row. */
  private counts: Int32Array;
  /** The sum and the squared deviations of each bucket: the oldest of a row first, room for one too many. */
  private totals: Float64Array;
  private deviations: Float64Array;

  /** @throws RangeError naming the option */
  constructor({ delta = 0.002, checkEvery = 32, bucketsPerSize = 5, minSide = 5 }: AdwinOptions = {}) {
    checkNumber('delta', delta, Number.MIN_VALUE, 1);
    checkWhole('checkEvery', checkEvery, 1, 1e9);
    checkWhole('bucketsPerSize', bucketsPerSize, 2, 1_000);
    checkWhole('minSide', minSide, 1, 1e9);
    this.delta = delta;
    this.checkEvery = checkEvery;
    this.bucketsPerSize = bucketsPerSize;
    this.minSide = minSide;
    this.counts = new Int32Array(MAX_ROWS);
    this.totals = new Float64Array(MAX_ROWS * this.stride);
    this.deviations = new Float64Array(MAX_ROWS * this.stride);
  }

  get drifts(): number {
    return this.found;
  }

  /** Values in the window. */
  get windowLength(): number {
    return this.width;
  }

  /** Of the window; 0 while it is empty. */
  get mean(): number {
    return this.width === 0 ? 0 : this.total / this.width;
  }

  /** Of the window, over its length; 0 while it is empty. */
  get variance(): number {
    return this.width === 0 ? 0 : this.squares / this.width;
  }

  update(value: number): boolean {
    checkTarget(value);
    this.insert(bounded(value));
    this.seen++;
    if (this.seen % this.checkEvery !== 0) return false;
    let drifted = false;
    while (this.width >= 2 * this.minSide && this.hasCut()) {
      this.dropOldest();
      drifted = true;
    }
    if (drifted) this.found++;
    return drifted;
  }

  save(): Uint8Array {
    const writer = new StateWriter(KIND, VERSION);
    writer.uint32(this.bucketsPerSize);
    writer.uint32(this.rows);
    for (const value of [this.seen, this.found, this.width, this.total, this.squares]) writer.float64(value);
    writer.int32s(this.counts);
    writer.float64s(this.totals, this.rows * this.stride);
    writer.float64s(this.deviations, this.rows * this.stride);
    return writer.finish();
  }

  load(bytes: Uint8Array): void {
    const reader = new StateReader(bytes, KIND, VERSION);
    reader.expect('bucketsPerSize', this.bucketsPerSize);
    const rows = reader.atMost('rows', MAX_ROWS);
    const [seen, found, width, total, squares] = reader.float64s(5) as unknown as Five;
    const counts = reader.int32s(MAX_ROWS);
    const totals = reader.float64s(rows * this.stride);
    const deviations = reader.float64s(rows * this.stride);
    reader.end();
    Object.assign(this, { seen, found, width, total, squares, rows, counts });
    this.totals = padded(totals, MAX_ROWS * this.stride);
    this.deviations = padded(deviations, MAX_ROWS * this.stride);
  }

  private get stride(): number {
    return this.bucketsPerSize + 1;
  }

  private insert(value: number): void {
    if (this.width > 0) {
      const distance = value - this.total / this.width;
      this.squares += (this.width * distance * distance) / (this.width + 1);
    }
    this.width++;
    this.total += value;
    this.push(0, value, 0);
    for (let row = 0; (this.counts[row] as number) > this.bucketsPerSize; row++) this.mergeOldest(row);
  }

  private push(row: number, total: number, deviation: number): void {
    const count = this.counts[row] as number;
    this.totals[row * this.stride + count] = total;
    this.deviations[row * this.stride + count] = deviation;
    this.counts[row] = count + 1;
    this.rows = Math.max(this.rows, row + 1);
  }

  /** Makes one bucket of the next row of the two oldest of this. */
  private mergeOldest(row: number): void {
    const at = row * this.stride;
    const size = 2 ** row;
    const first = this.totals[at] as number;
    const second = this.totals[at + 1] as number;
    const apart = (first - second) / size;
    const deviation =
      (this.deviations[at] as number) + (this.deviations[at + 1] as number) + (size * apart * apart) / 2;
    this.shift(row, 2);
    this.push(row + 1, first + second, deviation);
  }

  private shift(row: number, gone: number): void {
    const at = row * this.stride;
    const end = at + this.stride;
    this.totals.copyWithin(at, at + gone, end).fill(0, end - gone, end);
    this.deviations.copyWithin(at, at + gone, end).fill(0, end - gone, end);
    this.counts[row] = (this.counts[row] as number) - gone;
  }

  private dropOldest(): void {
    const row = this.rows - 1;
    const at = row * this.stride;
    const size = 2 ** row;
    const total = this.totals[at] as number;
    this.width -= size;
    this.total -= total;
    const apart = total / size - this.total / this.width;
    const lost = (this.deviations[at] as number) + (size * this.width * apart * apart) / (size + this.width);
    // Rounding must not leave a negative variance.
    this.squares = Math.max(0, this.squares - lost);
    this.shift(row, 1);
    while (this.rows > 1 && this.counts[this.rows - 1] === 0) this.rows--;
  }

  /** Whether some cut between two buckets tells older from newer values. */
  private hasCut(): boolean {
    const log = Math.log((2 * Math.log(this.width)) / this.delta);
    const spread = 2 * this.variance * log;
    let older = 0;
    let olderTotal = 0;
    for (let row = this.rows - 1; row >= 0; row--) {
      const count = this.counts[row] as number;
      for (let bucket = 0; bucket < count; bucket++) {
        older += 2 ** row;
        olderTotal += this.totals[row * this.stride + bucket] as number;
        const newer = this.width - older;
        if (newer < this.minSide) return false;
        if (older < this.minSide) continue;
        const apart = Math.abs(olderTotal / older - (this.total - olderTotal) / newer);
        const inverse = 1 / older + 1 / newer;
        if (apart > Math.sqrt(spread * inverse) + (2 / 3) * log * inverse) return true;
      }
    }
    return false;
  }
}

type Five = [number, number, number, number, number];

function padded(values: Float64Array, length: number): Float64Array {
  const all = new Float64Array(length);
  all.set(values);
  return all;
}
