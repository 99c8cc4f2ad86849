import type { FileHandle } from 'node:fs/promises';
import type { FileFormat } from './complete-files.js';
import { readDelimited } from './read-delimited.js';
import { readJsonl } from './read-jsonl.js';
import { readSqlite } from './read-sqlite.js';
import { type FilePosition, type Piece, UnreadableFile } from './row.js';

export interface ReadFileOptions {
  /** Between the fields of CSV and TXT; when absent, the header tells: `,` or `;` in CSV, `;`, tab or `|` in TXT. */
  readonly delimiter: string | undefined;
  /** The table of SQLite files; without it they are unreadable. */
  readonly table: string | undefined;
  /** The longest line or quoted record. */
  readonly maxRecordBytes: number;
  /** Rows that are stored together. */
  readonly pieceRows: number;
}

const DELIMITERS = { csv: [',', ';'], txt: [';', '\t', '|'] } as const;

/**
 * Reads a file from a position on, piece by piece.
 *
 * @throws UnreadableFile  when the file as a whole is not what its name says
 */
export function readPieces(
  path: string,
  handle: FileHandle,
  format: FileFormat,
  from: FilePosition,
  { delimiter, table, ...limits }: ReadFileOptions,
): AsyncIterable<Piece> {
  if (format === 'jsonl') return readJsonl(handle, from, limits);
  if (format !== 'sqlite') {
    const delimiters = delimiter === undefined ? DELIMITERS[format] : [delimiter];
    return readDelimited(handle, from, { ...limits, delimiters });
  }
  if (table === undefined) throw new UnreadableFile('nobody said which table to read');
  return readSqlite(path, from, { table, pieceRows: limits.pieceRows });
}
