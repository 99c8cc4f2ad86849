import { DatasetError } from './dataset-error.js';
import type { DatasetRow } from './dataset-row.js';
import { readLines } from './read-lines.js';

/**
 * Rows of a file with one JSON object a line; an object need not have every column.
 *
 * @throws DatasetError naming the line that is no JSON object
 */
export async function* readJsonl(path: string): AsyncGenerator<DatasetRow> {
  for await (const { number: line, text } of readLines(path)) {
    const row = parseObject(text);
    if (row === undefined) throw new DatasetError(`line ${line}: no JSON object`);
    yield { line, names: Object.keys(row), values: Object.values(row) };
  }
}

function parseObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
