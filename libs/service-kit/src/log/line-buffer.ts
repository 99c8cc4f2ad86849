/** Takes lines one by one and gives them on together. */
export interface LineBuffer {
  write(line: string): void;
  /** Gives on what waits, now. */
  flush(): void;
}

/**
 * Holds lines until the event loop has done what is at hand, so that an answer never waits for the log line about it,
 * and many lines cost one write.
 */
export function createLineBuffer(give: (lines: string) => void): LineBuffer {
  let waiting = '';
  const flush = (): void => {
    if (waiting === '') return;
    const lines = waiting;
    waiting = '';
    give(lines);
  };
  return {
    write: (line) => {
      if (waiting === '') setImmediate(flush);
      waiting += line;
    },
    flush,
  };
}
