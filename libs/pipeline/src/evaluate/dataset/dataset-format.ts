import type { DatasetRow } from './dataset-row.js';
import { readCsv } from './read-csv.js';
import { readJsonl } from './read-jsonl.js';
import { readLibsvm } from './read-libsvm.js';

export const FORMATS = ['csv', 'jsonl', 'libsvm'] as const;

export type DatasetFormat = (typeof FORMATS)[number];

const ENDINGS: Readonly<Record<string, DatasetFormat>> = {
  csv: 'csv',
  tsv: 'csv',
  txt: 'csv',
  jsonl: 'jsonl',
  ndjson: 'jsonl',
  json: 'jsonl',
  libsvm: 'libsvm',
  svmlight: 'libsvm',
  svm: 'libsvm',
};

const READERS = { csv: readCsv, jsonl: readJsonl, libsvm: readLibsvm } as const;

/** By the ending of the name, before `.gz`; undefined when it tells nothing. */
export function guessFormat(path: string): DatasetFormat | undefined {
  const [, ending = ''] = /\.([a-z]+)(?:\.gz)?$/.exec(path.toLowerCase()) ?? [];
  return Object.hasOwn(ENDINGS, ending) ? ENDINGS[ending] : undefined;
}

/** @throws DatasetError when the file is not what it should be */
export const readRows = (path: string, format: DatasetFormat): AsyncIterable<DatasetRow> =>
  READERS[format](path);
