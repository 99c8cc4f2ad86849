import type { StateReader } from '../state-reader.js';
import type { StateWriter } from '../state-writer.js';

/** The mean of all values, by m ← m + (v − m) / n; NaN while there is none. */
export class RunningMean {
  count = 0;
  private mean = 0;

  add(value: number): void {
    this.count++;
    // In two parts: v − m may be out of range where v and m are not.
    this.mean = this.mean * (1 - 1 / this.count) + value / this.count;
  }

  get value(): number {
    return this.count === 0 ? Number.NaN : this.mean;
  }

  write(writer: StateWriter): void {
    writer.float64(this.count);
    writer.float64(this.mean);
  }

  static read(reader: StateReader): RunningMean {
    const read = new RunningMean();
    read.count = reader.float64();
    read.mean = reader.float64();
    return read;
  }
}
