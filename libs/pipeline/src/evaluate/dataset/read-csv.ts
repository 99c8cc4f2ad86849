import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { DatasetError } from './dataset-error.js';
import type { DatasetRow } from './dataset-row.js';
import { openBytes } from './open-bytes.js';
import { readLines } from './read-lines.js';

const DELIMITERS = [',', ';', '\t', '|'] as const;

/**
 * Rows of a file with a header line (RFC 4180 and its relatives): the header tells whether commas, semicolons, tabs or
 * bars stand between fields. A column without a name is called `column N`.
 *
 * @throws DatasetError naming the line, when quotes are wrong or a row has more or fewer fields than the header
 */
export async function* readCsv(path: string): AsyncGenerator<DatasetRow> {
  const parser = parse({
    delimiter: await delimiterOf(path),
    bom: true,
    trim: true,
    skip_empty_lines: true,
    info: true,
  });
  const bytes = Readable.from(openBytes(path), { objectMode: false });
  bytes.once('error', (error) => parser.destroy(error)).pipe(parser);
  let names: readonly string[] | undefined;
  try {
    for await (const { record, info } of parser as AsyncIterable<Parsed>) {
      if (names === undefined) names = columnsOf(record);
      else yield { line: info.lines, names, values: record };
    }
  } catch (error) {
    throw error instanceof CsvError ? new DatasetError(`${path}: ${error.message}`) : error;
  } finally {
    bytes.destroy();
  }
}

interface Parsed {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

async function delimiterOf(path: string): Promise<string> {
  for await (const { text } of readLines(path)) {
    const outside = text.replace(/"[^"]*"/g, '');
    const count = (delimiter: string): number => outside.split(delimiter).length;
    return DELIMITERS.reduce((best, other) => (count(other) > count(best) ? other : best));
  }
  throw new DatasetError(`${path} is empty`);
}

function columnsOf(header: readonly string[]): readonly string[] {
  const names = header.map((name, i) => (name === '' ? `column ${i + 1}` : name));
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new DatasetError(`two columns are named ${JSON.stringify(twice)}`);
  return names;
}
