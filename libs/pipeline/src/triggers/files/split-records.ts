import type { FileHandle } from 'node:fs/promises';

/** A line of a file, or several where a quoted field holds line ends. */
export interface RawRecord {
  /** Without the line end. */
  readonly bytes: Buffer;
  readonly line: number;
  /** Bytes from the beginning of the file to the first byte of this record, and of the next one. */
  readonly begin: number;
  readonly end: number;
  readonly nextLine: number;
  /** Why it cannot be a record; its bytes are empty then. */
  readonly fault: string | undefined;
}

export interface SplitOptions {
  /** Where to begin, and the number of the line there. */
  readonly position: number;
  readonly line: number;
  /** The delimiter between fields that may be quoted; undefined when quotes mean nothing, as in JSONL. */
  readonly delimiter: number | undefined;
  /** The longest record, in bytes; longer ones are faults. */
  readonly maxBytes: number;
  /** How much to read at a time; default 256 KiB. */
  readonly chunkBytes?: number;
}

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const QUOTE = 0x22;
const MORE = -1;
const MORE_IN_QUOTES = -2;

/**
 * Cuts a file into records, one chunk's worth at a time; holds a chunk and a record at most. A quote that is never closed
 * is the fault of the line it is in: the next line is looked at afresh.
 */
export async function* splitRecords(file: FileHandle, options: SplitOptions): AsyncGenerator<RawRecord[]> {
  const { delimiter, maxBytes, chunkBytes = 256 * 1024 } = options;
  let { line } = options;
  /** Bytes of the file that are not yet cut, and where they begin. */
  let rest: Buffer = Buffer.alloc(0);
  let restAt = options.position;
  /** The line is too long, and its end was not found yet. */
  let skipping: { begin: number } | undefined;

  for (let ended = false; !ended; ) {
    const chunk = Buffer.allocUnsafe(chunkBytes);
    const { bytesRead } = await file.read(chunk, 0, chunkBytes, restAt + rest.length);
    ended = bytesRead === 0;
    rest =
      rest.length === 0 ? chunk.subarray(0, bytesRead) : Buffer.concat([rest, chunk.subarray(0, bytesRead)]);
    const records: RawRecord[] = [];
    let start = 0;
    const take = (stop: number, next: number, fault?: string, begin = restAt + start): void => {
      const lines = delimiter === undefined || fault !== undefined ? 1 : countLines(rest, start, stop);
      const bytes =
        fault === undefined ? rest.subarray(start, withoutReturn(rest, start, stop)) : rest.subarray(0, 0);
      records.push({ bytes, line, begin, end: restAt + next, nextLine: line + lines, fault });
      line += lines;
      start = next;
    };
    while (start < rest.length) {
      if (skipping !== undefined) {
        const stop = rest.indexOf(LINE_FEED, start);
        if (stop < 0 && !ended) {
          start = rest.length;
          break;
        }
        take(
          stop < 0 ? rest.length : stop,
          stop < 0 ? rest.length : stop + 1,
          tooLong(maxBytes),
          skipping.begin,
        );
        skipping = undefined;
        continue;
      }
      const stop = endOfRecord(rest, start, delimiter);
      if (stop >= 0 && stop - start <= maxBytes) {
        take(stop, stop + 1);
        continue;
      }
      const overlong = stop >= 0 || rest.length - start > maxBytes;
      if (!overlong && !ended) break;
      if (!overlong && stop === MORE) {
        take(rest.length, rest.length);
        continue;
      }
      // Too long, or a quote that is open at the end: the fault of the first line only.
      const firstEnd = rest.indexOf(LINE_FEED, start);
      const fault =
        stop === MORE_IN_QUOTES || firstEnd !== stop ? 'a quote is not closed' : tooLong(maxBytes);
      if (firstEnd >= 0)
        take(firstEnd, firstEnd + 1, firstEnd - start > maxBytes ? tooLong(maxBytes) : fault);
      else if (ended) take(rest.length, rest.length, fault);
      else skipping = { begin: restAt + start };
    }
    // An end in the middle of a line that is skipped.
    if (ended && skipping !== undefined) take(start, start, tooLong(maxBytes), skipping.begin);
    rest = rest.subarray(start);
    restAt += start;
    if (records.length > 0) yield records;
  }
}

/** The index of the line end that ends a record; MORE or MORE_IN_QUOTES when it is not there. */
function endOfRecord(bytes: Buffer, start: number, delimiter: number | undefined): number {
  const lineEnd = bytes.indexOf(LINE_FEED, start);
  if (delimiter === undefined) return lineEnd;
  const quote = bytes.indexOf(QUOTE, start);
  if (quote < 0 || (lineEnd >= 0 && quote > lineEnd)) return lineEnd;
  let fieldBegins = true;
  let inQuotes = false;
  for (let i = start; i < bytes.length; i++) {
    const byte = bytes[i];
    if (inQuotes) {
      if (byte !== QUOTE) continue;
      if (bytes[i + 1] === QUOTE) i += 1;
      else inQuotes = false;
    } else if (byte === LINE_FEED) return i;
    else {
      if (byte === QUOTE && fieldBegins) inQuotes = true;
      fieldBegins = byte === delimiter;
    }
  }
  return inQuotes ? MORE_IN_QUOTES : MORE;
}

function countLines(bytes: Buffer, start: number, stop: number): number {
  let lines = 1;
  for (let at = bytes.indexOf(LINE_FEED, start); at >= 0 && at < stop; at = bytes.indexOf(LINE_FEED, at + 1))
    lines += 1;
  return lines;
}

function withoutReturn(bytes: Buffer, start: number, stop: number): number {
  return stop > start && bytes[stop - 1] === CARRIAGE_RETURN ? stop - 1 : stop;
}

const tooLong = (maxBytes: number): string => `longer than ${maxBytes} bytes`;
