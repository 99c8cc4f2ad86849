/** What `read` gives at most when nothing is said. */
export const DEFAULT_READ_BYTES = 4 * 1024 * 1024;

/** @throws RangeError */
export function checkRead(offset: number, max: number, end: number): void {
  if (!Number.isInteger(offset) || offset < 0 || offset > end)
    throw new RangeError(`read from ${offset}; the log has the records 0 to ${end}, the last not included`);
  if (!(max >= 1)) throw new RangeError(`read at most ${max} records; it takes 1 at least`);
}

/** @throws RangeError */
export function checkCommit(offset: number, end: number): void {
  if (!Number.isInteger(offset) || offset < 0 || offset > end)
    throw new RangeError(`commit of ${offset}; the log ends at ${end}`);
}
