import { pathToFileURL } from 'node:url';
import Sqlite from 'libsql';
import { type FilePosition, type FoundRow, type Piece, type Row, UnreadableFile } from './row.js';

export interface ReadSqliteOptions {
  readonly table: string;
  readonly pieceRows: number;
}

/** Nobody names a column so, and it is taken out of the row again. */
const ROWID = 'pipeline_rowid';

/**
 * Rows of a table by rowid, from a database that is opened for reading only. Integers come as bigint, because SQLite's
 * have 64 bits; blobs as bytes.
 *
 * @throws UnreadableFile  when the file is no database, or has no such table with rowids
 */
export async function* readSqlite(
  path: string,
  from: FilePosition,
  { table, pieceRows }: ReadSqliteOptions,
): AsyncGenerator<Piece> {
  const { database, next } = openTable(path, table);
  try {
    let { position, line } = from;
    for (;;) {
      const found = next(line === 1 ? undefined : position, pieceRows);
      if (found.length === 0) return;
      const rows = found.map((row, i): FoundRow => ({ line: line + i, row: plain(row) }));
      position = String(found.at(-1)?.[ROWID]);
      line += found.length;
      yield { rows, bad: [], next: { position, line } };
      if (found.length < pieceRows) return;
    }
  } finally {
    database.close();
  }
}

function openTable(path: string, table: string) {
  let database: InstanceType<typeof Sqlite> | undefined;
  try {
    // The driver heeds no option `readonly`; SQLite itself heeds the mode of a URI.
    database = new Sqlite(`${pathToFileURL(path).href}?mode=ro`);
    database.defaultSafeIntegers(true);
    const name = `"${table.replaceAll('"', '""')}"`;
    const select = `select rowid as ${ROWID}, * from ${name}`;
    const first = database.prepare(`${select} order by rowid limit ?`);
    const later = database.prepare(`${select} where rowid > ? order by rowid limit ?`);
    const next = (position: string | undefined, limit: number): readonly Row[] =>
      (position === undefined ? first.all(limit) : later.all(BigInt(position), limit)) as readonly Row[];
    return { database, next };
  } catch (cause) {
    database?.close();
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UnreadableFile(`table ${table} cannot be read: ${reason}`, { cause });
  }
}

/** Without the rowid, and blobs as bytes. */
function plain(row: Row): Row {
  const entries = Object.entries(row).filter(([name]) => name !== ROWID);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, value instanceof ArrayBuffer ? new Uint8Array(value) : value]),
  );
}
