import { type Checksum, frameLength, holdsFrameAfter } from '../storage/frame.js';
import type { Storage, StoredFile } from '../storage/storage.js';
import { LogCorrupt } from './log-errors.js';
import { type RecordFrame, readFrame } from './log-frame.js';
import { Segment } from './segment.js';

const SCAN_CHUNK_BYTES = 4 * 1024 * 1024;

/** What a log finds in its storage: at least one segment, the last of them open to be appended to. */
export interface RecoveredSegments {
  readonly segments: Segment[];
  readonly active: StoredFile;
}

/**
 * Finds the segments of a log and cuts off what an append left that was never acknowledged; all that remains is durable.
 *
 * A frame is acknowledged after its sync and before the next is written, so only the last frame of the last segment can
 * be torn. A harmed frame before another whole one, or before `acknowledged`, was harmed later.
 *
 * Sealed segments are taken from their index and verified when they are read; without an index they are scanned.
 *
 * @throws LogCorrupt
 */
export async function recoverSegments(
  storage: Storage,
  acknowledged: number,
  checksum: Checksum,
): Promise<RecoveredSegments> {
  const segments = (await storage.list()).flatMap((name) => Segment.named(name) ?? []);
  const last = segments.at(-1) ?? new Segment(0);
  if (segments.length === 0) segments.push(last);
  const first = segments[0] as Segment;
  if (first.first > 0) throw new LogCorrupt(0, first.file, 0, 'the segments before it are missing');
  for (const [i, segment] of segments.slice(0, -1).entries())
    await recoverSealed(storage, segment, segments[i + 1] as Segment, checksum);

  const active = await storage.open(last.file);
  try {
    await recoverLast(active, last, acknowledged, checksum);
    await storage.syncFolder();
  } catch (error) {
    await active.close();
    throw error;
  }
  return { segments, active };
}

async function recoverLast(
  active: StoredFile,
  last: Segment,
  acknowledged: number,
  checksum: Checksum,
): Promise<void> {
  const harmed = await scan(active, last, checksum);
  if (harmed !== undefined) await assertTorn(active, last, checksum);
  if (last.end < acknowledged)
    throw new LogCorrupt(last.end, last.file, last.bytes, `${acknowledged} records were acknowledged`);
  if (active.size > last.bytes) await active.truncate(last.bytes);
  // What a killed process wrote may be whole and yet only in the page cache.
  await active.sync();
}

async function recoverSealed(
  storage: Storage,
  segment: Segment,
  next: Segment,
  checksum: Checksum,
): Promise<void> {
  const file = await storage.openToRead(segment.file);
  try {
    if (!(await segment.loadIndex(storage))) {
      const harmed = await scan(file, segment, checksum);
      if (harmed !== undefined)
        throw new LogCorrupt(segment.end, segment.file, harmed, 'is not what was written');
      await segment.saveIndex(storage);
    }
    if (file.size !== segment.bytes || segment.end !== next.first)
      throw new LogCorrupt(
        Math.min(segment.end, next.first),
        segment.file,
        Math.min(file.size, segment.bytes),
        `the file has ${file.size} bytes and ends before record ${segment.end}; written were ${segment.bytes} bytes up to record ${next.first}`,
      );
  } finally {
    await file.close();
  }
}

/** Adds every whole frame to the segment; gives the position of what is none, undefined when the file ends first. */
async function scan(file: StoredFile, segment: Segment, checksum: Checksum): Promise<number | undefined> {
  while (segment.bytes < file.size) {
    const position = segment.bytes;
    let bytes = await file.read(position, SCAN_CHUNK_BYTES);
    const needed = frameLength(bytes, 0) ?? 0;
    if (needed > bytes.length && position + needed <= file.size) bytes = await file.read(position, needed);
    let at = 0;
    for (let frame = frameAt(at); frame !== undefined; frame = frameAt(at)) {
      segment.add(frame.count, frame.end - at);
      at = frame.end;
    }
    if (at === 0) return position;

    function frameAt(from: number): RecordFrame | undefined {
      return readFrame(bytes, from, { file: segment.file, position }, segment.end, checksum);
    }
  }
  return undefined;
}

/** @throws LogCorrupt when what is no frame stands before one: nothing is written behind a frame that isn't synced */
async function assertTorn(file: StoredFile, segment: Segment, checksum: Checksum): Promise<void> {
  const rest = await file.read(segment.bytes, file.size - segment.bytes);
  if (holdsFrameAfter(rest, 0, segment.bytes, checksum))
    throw new LogCorrupt(segment.end, segment.file, segment.bytes, 'is not what was written');
}
