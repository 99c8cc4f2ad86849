/**
 * A few records of the log are more than the caller's bytes: another try of a dead event, or the last row of a piece of a
 * file. They begin with this mark, which no text and no sensible message begins with: 0xF5 is in no UTF-8.
 */
const MARK = Uint8Array.of(0xf5, 0x70, 0x69, 0x70, 0x65, 0x6c, 0x6e, 0xf6);
const REPLAY = 1;
const CURSOR = 2;
/** The mark, one byte that says what follows, and the offset or the length of the cursor. */
const CURSOR_HEAD = MARK.length + 1 + 4;
const REPLAY_LENGTH = MARK.length + 1 + 8;

export interface UnmarkedRecord {
  /** What the caller wrote; empty for a replay, whose bytes are those of the record `replayOf`. */
  readonly bytes: Uint8Array;
  readonly replayOf: number | undefined;
  /** How far a file had been read when this record was written. */
  readonly cursor: Uint8Array | undefined;
}

/** A record that stands for another try of the record at an offset. */
export function markReplay(offset: number): Uint8Array {
  const record = new Uint8Array(REPLAY_LENGTH);
  record.set(MARK);
  record[MARK.length] = REPLAY;
  new DataView(record.buffer).setBigUint64(MARK.length + 1, BigInt(offset));
  return record;
}

/** A record that carries a cursor besides its own bytes, so that both are stored or neither. */
export function markCursor(bytes: Uint8Array, cursor: Uint8Array): Uint8Array {
  const record = new Uint8Array(CURSOR_HEAD + cursor.length + bytes.length);
  record.set(MARK);
  record[MARK.length] = CURSOR;
  new DataView(record.buffer).setUint32(MARK.length + 1, cursor.length);
  record.set(cursor, CURSOR_HEAD);
  record.set(bytes, CURSOR_HEAD + cursor.length);
  return record;
}

/** Takes a record of the log apart. Whoever reads the log besides a run needs it too. */
export function unmark(record: Uint8Array): UnmarkedRecord {
  if (!isMarked(record)) return { bytes: record, replayOf: undefined, cursor: undefined };
  const view = new DataView(record.buffer, record.byteOffset, record.byteLength);
  if (record[MARK.length] === REPLAY && record.length === REPLAY_LENGTH)
    return {
      bytes: new Uint8Array(0),
      replayOf: Number(view.getBigUint64(MARK.length + 1)),
      cursor: undefined,
    };
  if (record[MARK.length] === CURSOR && record.length >= CURSOR_HEAD) {
    const begin = CURSOR_HEAD + view.getUint32(MARK.length + 1);
    if (begin <= record.length)
      return {
        bytes: record.subarray(begin),
        replayOf: undefined,
        cursor: record.subarray(CURSOR_HEAD, begin),
      };
  }
  throw new Error('a marked record is not whole');
}

export function isMarked(record: Uint8Array): boolean {
  if (record[0] !== MARK[0] || record.length <= MARK.length) return false;
  for (let i = 1; i < MARK.length; i++) if (record[i] !== MARK[i]) return false;
  return true;
}
