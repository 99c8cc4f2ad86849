/** A row by the names of its columns: texts from CSV and TXT, JSON values from JSONL, SQLite's values from SQLite. */
export type Row = Readonly<Record<string, unknown>>;

/** A row and where it begins: the line of the file, from 1, or the rowid. */
export interface FoundRow {
  readonly line: number;
  readonly row: Row;
}

/** A line that is no row. The reason names no value of it: files hold personal data. */
export interface BadLine {
  readonly line: number;
  readonly reason: string;
}

/** Consecutive rows of a file. */
export interface Piece {
  readonly rows: readonly FoundRow[];
  readonly bad: readonly BadLine[];
  /** Where to go on after this piece. */
  readonly next: FilePosition;
}

export interface FilePosition {
  /** Bytes from the beginning of the file, or a rowid; decimal, because a rowid has 64 bits. */
  readonly position: string;
  /** The number of the next line; for tables, rows read so far plus one. */
  readonly line: number;
}

export const FILE_BEGIN: FilePosition = { position: '0', line: 1 };

/** The file as a whole cannot be read: no header, not a database, no such table. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
}
