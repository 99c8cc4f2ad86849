import { DatasetError } from './dataset-error.js';

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const MISSING = new Set(['', '?', 'na', 'n/a', 'nan', 'null', 'none']);

/** A number, a text that is none, or undefined where nothing is known. Truth values count as 1 and 0. */
export type Cell = number | string | undefined;

/**
 * Numbers are decimal with a point. Nothing, `?`, NA, NaN, null and None are missing; what is infinite is a text.
 *
 * @throws DatasetError when it is a list or an object
 */
export function cellOf(value: unknown): Cell {
  if (typeof value === 'string') return cellOfText(value.trim());
  if (typeof value === 'number') return cellOfText(String(value));
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value === null || value === undefined) return undefined;
  throw new DatasetError(`holds ${JSON.stringify(value)}, takes a number, a text, true, false or null`);
}

/** How a class is called: numbers by their value, so that 1, 1.0 and +1 are one class; undefined where it is missing. */
export function labelOf(value: unknown): string | undefined {
  if (typeof value === 'boolean') return String(value);
  const cell = cellOf(value);
  return cell === undefined ? undefined : String(cell);
}

function cellOfText(text: string): Cell {
  if (NUMBER.test(text)) {
    const number = Number(text);
    return Number.isFinite(number) ? number : text;
  }
  return MISSING.has(text.toLowerCase()) ? undefined : text;
}
