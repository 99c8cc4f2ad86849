import { nearestName } from '../../graph/nearest-name.js';
import { labelOf } from './cell.js';
import { ColumnTally } from './column-tally.js';
import { DatasetError } from './dataset-error.js';
import type { DatasetRow } from './dataset-row.js';
import type { FeatureColumn, Schema } from './schema.js';
import { readTarget } from './target.js';

export interface SurveyOptions {
  readonly target: string;
  /** The class that counts as positive; the others then are one class. */
  readonly positive: string | undefined;
  /** Columns of categories, though numbers may stand in them. */
  readonly categorical: readonly string[];
  /** Columns that are left out. */
  readonly ignore: readonly string[];
  /** Whether cells that a row does not have are 0. */
  readonly sparse: boolean;
}

const MAX_FEATURES = 65_536;
const MAX_LABELS = 1_024;

/**
 * Reads a data set through to learn its columns: numbers, or, where no number stands at all, categories.
 *
 * @throws DatasetError when there is no such column, a number or label is none, or there are too many of something
 */
export async function survey(rows: AsyncIterable<DatasetRow>, options: SurveyOptions): Promise<Schema> {
  const { target, categorical, ignore, sparse } = options;
  const tallies = new Map<string, ColumnTally>();
  const labels = new Map<string, number>();
  const ignored = new Set(ignore);
  const leftOut = new Set<string>();
  let count = 0;
  for await (const { line, names, values } of rows) {
    count++;
    let label: string | undefined;
    for (let i = 0; i < names.length; i++) {
      const name = names[i] as string;
      if (name === target) label = labelOf(values[i]);
      else if (ignored.has(name)) leftOut.add(name);
      else tallyOf(tallies, name, categorical).add(values[i], line);
    }
    if (label === undefined) throw noLabel(target, line, names);
    labels.set(label, (labels.get(label) ?? 0) + 1);
    if (labels.size > MAX_LABELS) {
      throw new DatasetError(`column ${target} holds more than ${MAX_LABELS} different values: no classes`);
    }
  }
  if (count === 0) throw new DatasetError('the data set has no rows');
  checkNamed('--categorical', categorical, [...tallies.keys()]);
  checkNamed('--ignore', ignore, [...tallies.keys(), ...leftOut]);
  return {
    rows: count,
    target: readTarget(target, labels, options.positive),
    ...place([...tallies.values()], count, sparse),
  };
}

function tallyOf(
  tallies: Map<string, ColumnTally>,
  name: string,
  categorical: readonly string[],
): ColumnTally {
  const known = tallies.get(name);
  if (known !== undefined) return known;
  const tally = new ColumnTally(name, categorical.includes(name));
  tallies.set(name, tally);
  if (tallies.size > MAX_FEATURES) throw new DatasetError(`more than ${MAX_FEATURES} columns`);
  return tally;
}

/** Gives each column its place among the features, in the order in which columns came. */
function place(
  tallies: readonly ColumnTally[],
  rows: number,
  sparse: boolean,
): Pick<Schema, 'columns' | 'dimension' | 'absent' | 'missing' | 'empty'> {
  const columns: FeatureColumn[] = [];
  let dimension = 0;
  let missing = 0;
  for (const tally of tallies.filter(({ isEmpty }) => !isEmpty)) {
    const categories = tally.categories();
    const { name } = tally;
    if (categories === undefined) {
      columns.push({ name, kind: 'number', at: dimension });
      missing += sparse ? 0 : rows - tally.present;
    } else columns.push({ name, kind: 'category', at: dimension, categories });
    dimension += categories?.width ?? 1;
  }
  if (dimension === 0) throw new DatasetError('no column but the target holds anything to learn from');
  if (dimension > MAX_FEATURES) {
    throw new DatasetError(
      `the columns give ${dimension} features, at most ${MAX_FEATURES} are taken: see --ignore`,
    );
  }
  const empty = tallies.filter(({ isEmpty }) => isEmpty).map(({ name }) => name);
  return { columns, dimension, absent: sparse ? 0 : undefined, missing, empty };
}

function noLabel(target: string, line: number, names: readonly string[]): DatasetError {
  if (names.includes(target)) return new DatasetError(`line ${line}: nothing stands in column ${target}`);
  return new DatasetError(`line ${line}: ${noColumn('--target', target, names)}`);
}

function checkNamed(option: string, named: readonly string[], names: readonly string[]): void {
  const unknown = named.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new DatasetError(noColumn(option, unknown, names));
}

function noColumn(option: string, name: string, names: readonly string[]): string {
  const near = nearestName(name, names);
  const hint = near === undefined ? '' : ` (${near} is meant?)`;
  const shown = names.length > 20 ? [...names.slice(0, 20), '…'] : names;
  return `${option}: no column is called ${JSON.stringify(name)}${hint}; there are ${shown.join(', ')}`;
}
