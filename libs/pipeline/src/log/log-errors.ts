/** A stored record is not what was written, or is gone. What stands before `offset` is unharmed. */
export class LogCorrupt extends Error {
  override readonly name = 'LogCorrupt';

  constructor(
    /** The first record that can't be given. */
    readonly offset: number,
    /** The file in which it should stand. */
    readonly file: string,
    /** Byte in that file. */
    readonly position: number,
    what: string,
  ) {
    super(`${file}, byte ${position}, record ${offset}: ${what}`);
  }
}

/** The storage has no room; nothing of the refused append will be read later. Later ones may fit. */
export class LogFull extends Error {
  override readonly name = 'LogFull';
}

/** More bytes wait to be stored than the log holds in memory; nothing was taken. Try again later. */
export class LogBusy extends Error {
  override readonly name = 'LogBusy';
}

/**
 * The log takes nothing any more: it was closed, or it closed itself because a write or sync failed and nobody can tell
 * what is on the disk (`cause`). Of an append that was under way nothing is known; opening again tells.
 */
export class LogClosed extends Error {
  override readonly name = 'LogClosed';
}
