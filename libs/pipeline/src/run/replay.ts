import type { DurableLog } from '../log/durable-log.js';
import { markReplay, unmark } from './record-mark.js';

/**
 * Gives a dead event another try: appends a record that stands for the one at `offset`. It is an event of its own, with
 * its own offset and its own outcome, and its handlers see `replayOf`. The try of a try stands for the first.
 *
 * @returns the offset of the new record
 * @throws RangeError  when the log has no such record
 */
export async function replay(log: DurableLog, offset: number): Promise<number> {
  const { replayOf = offset } = unmark(await recordAt(log, offset));
  return log.append([markReplay(replayOf)]);
}

/** @throws RangeError when the log has no such record */
export async function recordAt(log: DurableLog, offset: number): Promise<Uint8Array> {
  const known = Number.isSafeInteger(offset) && offset >= 0 && offset < log.end;
  const [record] = known ? await log.read(offset, 1) : [];
  if (record?.offset !== offset) throw new RangeError(`the log has no record at ${offset}`);
  return record.bytes;
}
