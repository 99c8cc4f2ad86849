import { isUtf8 } from 'node:buffer';
import type { FileHandle } from 'node:fs/promises';
import type { BadLine, FilePosition, FoundRow, Piece, Row } from './row.js';
import { type RawRecord, splitRecords } from './split-records.js';

export interface ReadJsonlOptions {
  readonly maxRecordBytes: number;
  readonly pieceRows: number;
}

/**
 * Rows of a file with one JSON object a line, in UTF-8. Numbers are JavaScript's: integers beyond 2^53 must be written as
 * texts.
 */
export async function* readJsonl(
  file: FileHandle,
  from: FilePosition,
  { maxRecordBytes, pieceRows }: ReadJsonlOptions,
): AsyncGenerator<Piece> {
  const lines = splitRecords(file, {
    position: Number(from.position),
    line: from.line,
    delimiter: undefined,
    maxBytes: maxRecordBytes,
  });
  for await (const chunk of lines) {
    for (let i = 0; i < chunk.length; i += pieceRows) yield toPiece(chunk.slice(i, i + pieceRows));
  }
}

function toPiece(records: readonly RawRecord[]): Piece {
  const rows: FoundRow[] = [];
  const bad: BadLine[] = [];
  for (const { line, bytes, fault } of records) {
    if (fault !== undefined) bad.push({ line, reason: fault });
    else if (!isUtf8(bytes)) bad.push({ line, reason: 'not UTF-8' });
    else {
      const text = bytes.toString('utf8').replace(/^\ufeff/, '');
      if (text.trim() === '') continue;
      const row = parseObject(text);
      if (row === undefined) bad.push({ line, reason: 'not a JSON object' });
      else rows.push({ line, row });
    }
  }
  const last = records.at(-1) as RawRecord;
  return { rows, bad, next: { position: String(last.end), line: last.nextLine } };
}

function parseObject(text: string): Row | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Row) : undefined;
  } catch {
    return undefined;
  }
}
