import { labelOf } from './cell.js';
import { DatasetError } from './dataset-error.js';
import type { Target } from './schema.js';

/** What the positive one of two classes is usually called. */
const POSITIVE = ['1', 'true', 'yes', 'sim', 'positive'];

/**
 * Numbers the classes. Of two, the positive one is 1: the one asked for, or called 1, true, yes, sim or positive, or else
 * the last in order. Asked for one of many, all others are one class.
 *
 * @param labels how many rows have each
 * @throws DatasetError when there is one label only, or none is the one asked for
 */
export function readTarget(
  column: string,
  labels: ReadonlyMap<string, number>,
  positive: string | undefined,
): Target {
  const names = [...labels.keys()].sort(inOrder);
  const [only, ...more] = names;
  if (more.length === 0) {
    throw new DatasetError(`column ${column} holds ${only} in all rows: there is nothing to tell apart`);
  }
  if (positive === undefined && names.length > 2)
    return number(
      column,
      labels,
      names.map((name) => [name]),
    );
  const chosen = positive === undefined ? usuallyPositive(names) : labelOf(positive);
  if (chosen === undefined || !labels.has(chosen)) {
    throw new DatasetError(
      `--positive: got ${JSON.stringify(positive)}, column ${column} holds ${names.slice(0, 20).join(', ')}`,
    );
  }
  return number(column, labels, [names.filter((name) => name !== chosen), [chosen]]);
}

function number(column: string, labels: ReadonlyMap<string, number>, groups: readonly string[][]): Target {
  return {
    column,
    classes: groups.map((group) => (group.length === 1 ? (group[0] as string) : 'others')),
    rows: groups.map((group) => group.reduce((sum, label) => sum + (labels.get(label) as number), 0)),
    classOf: new Map(groups.flatMap((group, c) => group.map((label) => [label, c] as const))),
  };
}

const usuallyPositive = (names: readonly string[]): string | undefined =>
  names.find((name) => POSITIVE.includes(name.toLowerCase())) ?? names.at(-1);

/** Numbers by their value and before texts. */
function inOrder(a: string, b: string): number {
  const [x, y] = [Number(a), Number(b)];
  if (!Number.isNaN(x) && !Number.isNaN(y)) return x - y;
  if (Number.isNaN(x) !== Number.isNaN(y)) return Number.isNaN(x) ? 1 : -1;
  return a < b ? -1 : 1;
}
