import type { OneHot } from '../../online/index.js';

/** How rows become features and classes: what is known of a data set once it was read through. */
export interface Schema {
  readonly rows: number;
  readonly columns: readonly FeatureColumn[];
  /** Features of a row. */
  readonly dimension: number;
  /** Stands for cells that a row does not have; undefined where they are missing as empty cells are. */
  readonly absent: 0 | undefined;
  readonly target: Target;
  /** Cells without a number in columns of numbers. */
  readonly missing: number;
  /** Columns in which nothing stands; they are left out. */
  readonly empty: readonly string[];
}

/** A column and where its features begin. */
export type FeatureColumn =
  | { readonly name: string; readonly kind: 'number'; readonly at: number }
  | { readonly name: string; readonly kind: 'category'; readonly at: number; readonly categories: OneHot };

export interface Target {
  readonly column: string;
  /** The names of the classes by their number; of two, 1 is the positive one. */
  readonly classes: readonly string[];
  /** Rows of each class. */
  readonly rows: readonly number[];
  /** The class of each label, as it stands in the file. */
  readonly classOf: ReadonlyMap<string, number>;
}
