/**
 * Entries that are sorted, written or merged before others get their turn on the event loop: less than a millisecond of
 * work, counted and not timed so that a test does the same every time.
 */
export const SLICE_ENTRIES = 4_096;

/** Resolves when everything else that is due on the event loop had its turn. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
