import { cellOf, labelOf } from './cell.js';
import { DatasetError } from './dataset-error.js';
import type { DatasetRow } from './dataset-row.js';
import type { FeatureColumn, Schema } from './schema.js';

/**
 * Turns rows into features and classes, in their order: for a number that is missing stands the mean of those that came
 * before in its column (0 before the first), so that no row knows what comes after it. A category that is missing has a
 * place of its own.
 */
export class RowEncoder {
  /** Overwritten by each row. */
  readonly x: Float64Array;
  private readonly columns: ReadonlyMap<string, FeatureColumn>;
  private readonly means: Float64Array;
  private readonly counts: Float64Array;

  constructor(private readonly schema: Schema) {
    this.columns = new Map(schema.columns.map((column) => [column.name, column]));
    this.x = new Float64Array(schema.dimension);
    this.means = new Float64Array(schema.dimension);
    this.counts = new Float64Array(schema.dimension);
  }

  /**
   * Fills `x` and gives the class.
   *
   * @throws DatasetError when the row does not fit what was found when the data set was read through
   */
  encode({ line, names, values }: DatasetRow): number {
    const { target, absent } = this.schema;
    if (absent === undefined) this.fillMissing();
    else this.x.fill(absent);
    let y: number | undefined;
    for (let i = 0; i < names.length; i++) {
      const name = names[i] as string;
      const column = this.columns.get(name);
      if (column !== undefined) this.put(column, values[i], line);
      else if (name === target.column) y = target.classOf.get(labelOf(values[i]) ?? '');
    }
    if (y === undefined) throw changed(line);
    return y;
  }

  private fillMissing(): void {
    this.x.set(this.means);
    for (const column of this.schema.columns)
      if (column.kind === 'category') column.categories.encode('', this.x, column.at);
  }

  private put(column: FeatureColumn, value: unknown, line: number): void {
    const { at } = column;
    const cell = cellOf(value);
    if (column.kind === 'category')
      column.categories.encode(cell === undefined ? '' : String(cell), this.x, at);
    else if (typeof cell === 'string') throw changed(line);
    else if (cell !== undefined) {
      const count = (this.counts[at] as number) + 1;
      const mean = this.means[at] as number;
      this.counts[at] = count;
      // In shares, not by their difference: that of two finite numbers may not be finite.
      this.means[at] = mean * ((count - 1) / count) + cell / count;
      this.x[at] = cell;
    }
  }
}

const changed = (line: number): DatasetError =>
  new DatasetError(`line ${line}: not what it was a moment ago; evaluate a file that nobody writes to`);
