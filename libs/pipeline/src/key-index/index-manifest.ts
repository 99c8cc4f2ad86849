import { readSmallFile, replaceSmallFile } from '../storage/small-file.js';
import type { Storage } from '../storage/storage.js';
import { KeyIndexCorrupt } from './key-run.js';

const MANIFEST = 'manifest';
const VERSION = 2;

/** Of which files an index consists. */
export interface IndexManifest {
  /** Absent before there was one: 0. */
  readonly entriesVersion?: number;
  readonly durableUpTo: number;
  readonly nextFile: number;
  /** Of the hashes: runs are read by the one they were written with. */
  readonly seed: number;
  /** The newest first. */
  readonly runs: readonly { readonly file: string; readonly level: number }[];
}

/**
 * Undefined when there is none, or one of another version, ours or the owner's: the owner then fills the index anew.
 *
 * @throws KeyIndexCorrupt
 */
export async function readManifest(
  storage: Storage,
  entriesVersion: number,
): Promise<IndexManifest | undefined> {
  const content = await readSmallFile(storage, MANIFEST);
  if (content === 'harmed') throw new KeyIndexCorrupt(`${MANIFEST} is not what was written`);
  if (content === 'missing') return undefined;
  const { version, ...manifest } = JSON.parse(Buffer.from(content).toString()) as IndexManifest & {
    readonly version: number;
  };
  return version === VERSION && (manifest.entriesVersion ?? 0) === entriesVersion ? manifest : undefined;
}

export function writeManifest(storage: Storage, manifest: IndexManifest): Promise<void> {
  return replaceSmallFile(storage, MANIFEST, Buffer.from(JSON.stringify({ version: VERSION, ...manifest })));
}
