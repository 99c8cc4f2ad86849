import type { KeyedTable } from './keyed-table.js';

/**
 * Finds the rows of keys that come with a number, for hot loops: a look into an array where the table's own map would
 * hash and compare. It remembers one row for each number and asks the table whether that is the key's; what it remembers
 * is no state, and may be of a table that was loaded anew since.
 */
export class RowCache {
  private readonly rows: Int32Array;

  /** @param numbers a power of two; larger numbers share places */
  constructor(
    private readonly table: KeyedTable,
    private readonly numbers = 1 << 16,
  ) {
    this.rows = new Int32Array(numbers);
  }

  /**
   * The row of a key; a new one holds zeros.
   *
   * @param number a whole number, 0 or more: nearly always the same for one key, and seldom for two
   */
  row(key: string, number: number): number {
    const { rows, table } = this;
    const place = number & (this.numbers - 1);
    const remembered = rows[place] as number;
    if (table.holds(remembered, key)) return remembered;
    const row = table.row(key);
    rows[place] = row;
    return row;
  }
}
