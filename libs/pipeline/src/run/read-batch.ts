import type { Clock } from '../clock.js';
import type { Context } from '../graph/context.js';
import type { DurableLog } from '../log/durable-log.js';
import { DECODE } from './dead-letter.js';
import { MicroBatch } from './micro-batch.js';
import { isMarked, unmark } from './record-mark.js';
import { recordAt } from './replay.js';

export interface ReadBatchOptions {
  readonly log: DurableLog;
  readonly clock: Clock;
  readonly decode: (bytes: Uint8Array, offset: number) => unknown;
  readonly meta: ((decoded: unknown, offset: number) => unknown) | undefined;
  /** How many nodes the graph has. */
  readonly nodes: number;
  readonly maxEvents: number;
  readonly maxBytes: number;
}

/**
 * Reads the next records and decodes them. One that cannot be decoded is dead at once: the same bytes would give the same
 * error.
 *
 * @throws whatever the log throws, and Error when it skips an offset
 */
export async function readBatch(options: ReadBatchOptions, position: number): Promise<MicroBatch> {
  const { log, clock, decode, meta, nodes, maxEvents, maxBytes } = options;
  const records = await log.read(position, maxEvents, maxBytes);
  const contexts: Context[] = [];
  const decoded: unknown[] = [];
  const failures: { event: number; error: unknown }[] = [];
  for (let event = 0; event < records.length; event++) {
    const record = records[event] as (typeof records)[number];
    const offset = position + event;
    if (record.offset !== offset) throw new Error(`the log gave offset ${record.offset}, not ${offset}`);
    let bytes = record.bytes;
    let replayOf: number | undefined;
    if (isMarked(bytes)) {
      const unmarked = unmark(bytes);
      replayOf = unmarked.replayOf;
      bytes = replayOf === undefined ? unmarked.bytes : unmark(await recordAt(log, replayOf)).bytes;
    }
    let value: unknown;
    let about: unknown;
    try {
      value = decode(bytes, offset);
      about = meta?.(value, offset);
    } catch (error) {
      failures.push({ event, error });
    }
    decoded.push(value);
    contexts.push({ offset, replayOf, meta: about });
  }
  const batch = new MicroBatch({ firstOffset: position, contexts, decoded, nodes, readMs: clock.now() });
  for (const { event, error } of failures) batch.bury(event, DECODE, error, 1, batch.readMs);
  return batch;
}
