import { crc32Checksum, FRAME_HEADER_BYTES, openFrame, sealFrame } from './frame.js';
import type { Storage } from './storage.js';
import { FileMissing } from './storage-errors.js';

const SMALL_FILE = 0;
const NEXT_SUFFIX = '.next';

/** Replaces the file as a whole: whoever reads it, also after a crash, finds the old content or the new one. */
export async function replaceSmallFile(storage: Storage, name: string, content: Uint8Array): Promise<void> {
  const next = name + NEXT_SUFFIX;
  await storage.remove(next);
  try {
    await writeSmallFile(storage, next, content);
  } catch (error) {
    // Half a file would keep the room that others need.
    await storage.remove(next).catch(() => {});
    throw error;
  }
  await storage.rename(next, name);
  await storage.syncFolder();
}

/** Writes a file that is not there yet, and syncs it unless it is a hint; its name is durable after `syncFolder`. */
export async function writeSmallFile(
  storage: Storage,
  name: string,
  content: Uint8Array,
  { sync = true }: { readonly sync?: boolean } = {},
): Promise<void> {
  const frame = new Uint8Array(FRAME_HEADER_BYTES + content.length);
  frame.set(content, FRAME_HEADER_BYTES);
  sealFrame(frame, SMALL_FILE, 0, crc32Checksum);
  const file = await storage.open(name);
  try {
    await file.append(frame);
    if (sync) await file.sync();
  } finally {
    await file.close();
  }
}

/** What `replaceSmallFile` stored last; `missing` when there is no such file, `harmed` when it is not what was written. */
export async function readSmallFile(
  storage: Storage,
  name: string,
): Promise<Uint8Array | 'missing' | 'harmed'> {
  try {
    const file = await storage.openToRead(name);
    try {
      const bytes = await file.read(0, file.size);
      const frame = openFrame(bytes, 0, 0, crc32Checksum);
      return frame?.end === bytes.length ? bytes.subarray(frame.payload) : 'harmed';
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof FileMissing) return 'missing';
    throw error;
  }
}
