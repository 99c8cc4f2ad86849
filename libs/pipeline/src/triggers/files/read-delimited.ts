import { isUtf8 } from 'node:buffer';
import type { FileHandle } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import {
  type BadLine,
  type FilePosition,
  type FoundRow,
  type Piece,
  type Row,
  UnreadableFile,
} from './row.js';
import { type RawRecord, splitRecords } from './split-records.js';

export interface ReadDelimitedOptions {
  /** What may stand between fields, in the order of preference; the header decides. One character each, ASCII. */
  readonly delimiters: readonly string[];
  readonly maxRecordBytes: number;
  /** Rows in a piece at most. */
  readonly pieceRows: number;
}

const BYTE_ORDER_MARK = '\ufeff';

/**
 * Rows of a file with a header line: CSV (RFC 4180, with LF or CRLF) and its relatives with other delimiters. The file is
 * UTF-8. A line that is not, whose quotes are wrong, or with more or fewer fields than the header, is bad.
 *
 * @throws UnreadableFile  when there is no header, or two columns have one name
 */
export async function* readDelimited(
  file: FileHandle,
  from: FilePosition,
  options: ReadDelimitedOptions,
): AsyncGenerator<Piece> {
  const header = await readHeader(file, options);
  if (header === undefined) return;
  const begin = from.position === '0' ? header : { position: Number(from.position), line: from.line };
  const records = splitRecords(file, {
    position: begin.position,
    line: begin.line,
    delimiter: header.delimiter.charCodeAt(0),
    maxBytes: options.maxRecordBytes,
  });
  for await (const chunk of records) {
    for (let i = 0; i < chunk.length; i += options.pieceRows)
      yield toPiece(chunk.slice(i, i + options.pieceRows), header);
  }
}

interface Header {
  readonly columns: readonly string[];
  readonly delimiter: string;
  /** Where the first row begins. */
  readonly position: number;
  readonly line: number;
}

async function readHeader(
  file: FileHandle,
  { delimiters, maxRecordBytes }: ReadDelimitedOptions,
): Promise<Header | undefined> {
  // Its delimiter is not known yet, so a header is one line.
  const lines = splitRecords(file, { position: 0, line: 1, delimiter: undefined, maxBytes: maxRecordBytes });
  for await (const chunk of lines) {
    for (const { bytes, fault, end, nextLine } of chunk) {
      if (fault !== undefined) throw new UnreadableFile(`the header is ${fault}`);
      if (!isUtf8(bytes)) throw new UnreadableFile('the header is not UTF-8');
      const text = withoutMark(bytes.toString('utf8'));
      if (text.trim() === '') continue;
      const delimiter = mostFrequent(text, delimiters);
      const columns = parseOne(text, delimiter)?.map((name) => name.trim());
      if (columns === undefined) throw new UnreadableFile('the quotes of the header are wrong');
      const twice = columns.find((name, i) => columns.indexOf(name) !== i);
      if (twice !== undefined) throw new UnreadableFile(`two columns are named "${twice}"`);
      if (columns.some((name) => name === '' || name === '__proto__'))
        throw new UnreadableFile('a column has no usable name');
      return { columns, delimiter, position: end, line: nextLine };
    }
  }
  return undefined;
}

function mostFrequent(text: string, delimiters: readonly string[]): string {
  const outside = text.replace(/"[^"]*"/g, '');
  const counted = delimiters.map((delimiter) => ({ delimiter, count: outside.split(delimiter).length }));
  return counted.reduce((best, other) => (other.count > best.count ? other : best)).delimiter;
}

function toPiece(records: readonly RawRecord[], { columns, delimiter }: Header): Piece {
  const bad: BadLine[] = [];
  const rows: FoundRow[] = [];
  const whole: RawRecord[] = [];
  for (const record of records) {
    if (record.fault !== undefined) bad.push({ line: record.line, reason: record.fault });
    else if (!isUtf8(record.bytes)) bad.push({ line: record.line, reason: 'not UTF-8' });
    else if (record.bytes.length > 0) whole.push(record);
  }
  const fields = parseAll(whole, delimiter);
  for (const [i, { line }] of whole.entries()) {
    const values = fields[i];
    if (values === undefined) bad.push({ line, reason: 'its quotes are wrong' });
    else if (values.length !== columns.length)
      bad.push({ line, reason: `has ${values.length} fields, the header has ${columns.length}` });
    else rows.push({ line, row: toRow(columns, values) });
  }
  bad.sort((a, b) => a.line - b.line);
  const last = records.at(-1) as RawRecord;
  return { rows, bad, next: { position: String(last.end), line: last.nextLine } };
}

function toRow(columns: readonly string[], values: readonly string[]): Row {
  const row: Record<string, string> = {};
  for (let i = 0; i < columns.length; i++) row[columns[i] as string] = values[i] as string;
  return row;
}

/** The fields of each record; undefined for one that cannot be parsed. */
function parseAll(records: readonly RawRecord[], delimiter: string): (readonly string[] | undefined)[] {
  const texts = records.map(({ bytes }) => bytes.toString('utf8'));
  try {
    const all = parseText(texts.join('\n'), delimiter);
    if (all.length === texts.length) return all;
  } catch {
    // One of them is wrong: find it by taking each alone.
  }
  return texts.map((text) => parseOne(text, delimiter));
}

function parseOne(text: string, delimiter: string): readonly string[] | undefined {
  try {
    const [fields, ...more] = parseText(text, delimiter);
    return more.length === 0 ? fields : undefined;
  } catch {
    return undefined;
  }
}

function parseText(text: string, delimiter: string): string[][] {
  // A record comes without its line end: a CR that it still ends with is its own.
  return parse(text, { delimiter, relax_column_count: true, record_delimiter: '\n' });
}

function withoutMark(text: string): string {
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
}
