/** A row as its file has it: names of columns and what stands there, side by side. */
export interface DatasetRow {
  /** Of the file, from 1; where a row takes several lines, its last. */
  readonly line: number;
  readonly names: readonly string[];
  readonly values: readonly unknown[];
}
