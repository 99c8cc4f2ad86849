import { DatasetError } from './dataset-error.js';
import type { DatasetRow } from './dataset-row.js';
import { readLines } from './read-lines.js';

/** What the column of the label is called; the others are called by their index. */
export const LIBSVM_LABEL = 'label';

/**
 * Rows in the sparse format of LIBSVM: `label index:value …`, values that are 0 left out, a comment after `#`.
 *
 * @throws DatasetError naming the line and what is wrong there
 */
export async function* readLibsvm(path: string): AsyncGenerator<DatasetRow> {
  for await (const { number: line, text } of readLines(path)) {
    const [label, ...entries] = text.replace(/#.*/, '').split(/\s+/).filter(Boolean);
    if (label === undefined) continue;
    const fields = entries.map((entry) => /^(\d+):(\S+)$/.exec(entry) ?? entry);
    const wrong = fields.find((field) => typeof field === 'string');
    if (wrong !== undefined) {
      throw new DatasetError(`line ${line}: got ${JSON.stringify(wrong)}, takes index:value`);
    }
    // 01 and 1 are one index.
    const names = fields.map((field) => String(Number(field[1])));
    const twice = new Set(names).size < names.length;
    if (twice) throw new DatasetError(`line ${line}: an index stands there twice`);
    yield { line, names: [LIBSVM_LABEL, ...names], values: [label, ...fields.map((field) => field[2])] };
  }
}
