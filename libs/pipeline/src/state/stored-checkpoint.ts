import { type Checksum, holdsFrameAfter, openFrame } from '../storage/frame.js';
import type { Storage } from '../storage/storage.js';
import { CheckpointCorrupt } from './checkpoint-errors.js';
import { CHANGES, type CheckpointFrame, decodeCheckpoint, FULL } from './checkpoint-frame.js';

const CHECKPOINT_FILE = /^checkpoint-(\d{10})$/;

export const NEXT_FILE = 'next';

export const checkpointFile = (number: number): string => `checkpoint-${String(number).padStart(10, '0')}`;

/** The numbers of the checkpoint files, ascending. */
export async function checkpointNumbers(storage: Storage): Promise<number[]> {
  const matches = (await storage.list()).flatMap((name) => CHECKPOINT_FILE.exec(name)?.[1] ?? []);
  return matches.map(Number).sort((a, b) => a - b);
}

/**
 * The frames of a checkpoint file: a full one and those that go on from it. A torn last frame is left out: its commit
 * was not acknowledged, or was harmed later, and the checkpoint before it is as true, only older.
 *
 * A file gets its name only when its first frame is synced, so the first frame is never torn.
 *
 * @throws CheckpointCorrupt
 */
export async function readCheckpointFile(
  storage: Storage,
  name: string,
  checksum: Checksum,
): Promise<CheckpointFrame[]> {
  const file = await storage.open(name);
  try {
    // What a killed process wrote may be whole and yet only in the page cache.
    await file.sync();
    const bytes = await file.read(0, file.size);
    const frames: CheckpointFrame[] = [];
    let at = 0;
    while (at < bytes.length) {
      const frame = openFrame(bytes, at, at, checksum);
      if (frame === undefined) break;
      if (frame.kind !== (at === 0 ? FULL : CHANGES))
        throw new CheckpointCorrupt(name, at, 'holds another kind of frame');
      frames.push(decodeCheckpoint(bytes, frame));
      at = frame.end;
    }
    if (frames.length === 0 || (at < bytes.length && holdsFrameAfter(bytes, at, 0, checksum)))
      throw new CheckpointCorrupt(name, at, 'is not what was written');
    return frames;
  } finally {
    await file.close();
  }
}
