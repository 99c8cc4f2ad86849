import { type Checksum, crc32Checksum } from '../storage/frame.js';
import type { Storage, StorageLock, StoredFile } from '../storage/storage.js';
import { StorageFull } from '../storage/storage-errors.js';
import { CheckpointClosed, CheckpointMismatch } from './checkpoint-errors.js';
import { CHANGES, type CheckpointFrame, encodeCheckpoint, FULL, type Section } from './checkpoint-frame.js';
import type { Incremental, Stateful } from './stateful.js';
import { checkpointFile, checkpointNumbers, NEXT_FILE, readCheckpointFile } from './stored-checkpoint.js';

/** What a checkpoint holds besides its offset, by names that stay the same from version to version. */
export type CheckpointParts = Readonly<Record<string, Stateful | Incremental>>;

export interface CheckpointStoreOptions {
  /** A new file begins when the changes outweigh the full state so many times... 2. */
  readonly rewriteFactor?: number;
  /** ...and this many bytes, so that small states do not begin a file at every commit. 16 MiB. */
  readonly rewriteBytes?: number;
  /** For tests only. CRC-32. */
  readonly checksum?: Checksum;
}

export interface RestoreOptions {
  /** Parts that may be missing in the checkpoint; they stay as they are. */
  readonly added?: readonly string[];
  /** Sections of the checkpoint that no part takes any more; they are forgotten with the next commit. */
  readonly dropped?: readonly string[];
}

const DEFAULTS = {
  rewriteFactor: 2,
  rewriteBytes: 16 * 1024 * 1024,
  checksum: crc32Checksum,
} satisfies Required<CheckpointStoreOptions>;

/**
 * Stores an offset together with the state that all records before it have led to, atomically: after a crash at any
 * moment the last acknowledged checkpoint is restored, or one whose commit was under way.
 *
 * A commit is one write and one sync. The first after opening, and every so often another, writes all parts whole into
 * a file of its own and costs a rename and two syncs more; the file before goes only when the new one is durable.
 */
export class CheckpointStore {
  private active: StoredFile | undefined;
  private fullBytes = 0;
  private committing = false;
  private closed: CheckpointClosed | undefined;

  private constructor(
    private readonly storage: Storage,
    private readonly lock: StorageLock,
    private readonly options: Required<CheckpointStoreOptions>,
    private number: number,
    private stored: readonly CheckpointFrame[],
  ) {}

  /**
   * @throws StorageLocked when it is open already
   * @throws CheckpointCorrupt
   */
  static async open(storage: Storage, options: CheckpointStoreOptions = {}): Promise<CheckpointStore> {
    const settings = { ...DEFAULTS, ...options };
    const lock = await storage.lock('checkpoints');
    try {
      // The names found may be in the cache only; nothing is removed before they are durable.
      await storage.syncFolder();
      const numbers = await checkpointNumbers(storage);
      const last = numbers.at(-1);
      const stored =
        last === undefined ? [] : await readCheckpointFile(storage, checkpointFile(last), settings.checksum);
      return new CheckpointStore(storage, lock, settings, last ?? 0, stored);
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  /**
   * Brings the parts to the state of the last checkpoint; to be called once, before the first commit.
   *
   * @returns its offset; undefined when there is none, and the parts stay as they are
   * @throws CheckpointMismatch  when the checkpoint has other parts; none was changed
   */
  restore(parts: CheckpointParts, { added = [], dropped = [] }: RestoreOptions = {}): number | undefined {
    const frames = this.stored;
    const last = frames.at(-1);
    if (last === undefined) return undefined;
    const names = new Set(last.sections.map(({ name }) => name));
    const missing = Object.keys(parts).filter((name) => !names.has(name) && !added.includes(name));
    const unknown = [...names].filter((name) => parts[name] === undefined && !dropped.includes(name));
    if (missing.length + unknown.length > 0) throw new CheckpointMismatch(missing, unknown);
    for (const [name, part] of Object.entries(parts)) if (names.has(name)) restorePart(name, part, frames);
    this.stored = [];
    return last.offset;
  }

  /**
   * Stores the parts as they are now; they may change as soon as the call has returned its promise.
   *
   * @param before must have come true before anything is written: what the checkpoint stands for is durable then
   * @throws StorageFull  nothing was stored, the checkpoint before stays; the next commit may work
   * @throws CheckpointClosed
   * @throws Error  when a commit is under way
   */
  commit(offset: number, parts: CheckpointParts, before?: Promise<unknown>): Promise<void> {
    if (this.closed !== undefined) return Promise.reject(this.closed);
    if (this.committing) return Promise.reject(new Error('a commit is under way'));
    this.committing = true;
    const kind = this.active === undefined || this.outweighed(this.active) ? FULL : CHANGES;
    const sections = Object.entries(parts).map(([name, part]) => saveSection(name, part, kind));
    const position = kind === FULL ? 0 : (this.active as StoredFile).size;
    const frame = encodeCheckpoint({ offset, sections }, kind, position, this.options.checksum);
    return this.store(frame, kind, before).finally(() => {
      this.committing = false;
    });
  }

  async close(): Promise<void> {
    this.closed ??= new CheckpointClosed('the checkpoint store is closed');
    try {
      await this.active?.close();
    } finally {
      this.active = undefined;
      await this.lock.release();
    }
  }

  private outweighed(active: StoredFile): boolean {
    const changes = active.size - this.fullBytes;
    return changes > Math.max(this.options.rewriteBytes, this.fullBytes * this.options.rewriteFactor);
  }

  private async store(frame: Uint8Array, kind: number, before?: Promise<unknown>): Promise<void> {
    try {
      await before;
      if (kind === FULL) await this.startFile(frame);
      else await this.goOn(this.active as StoredFile, frame);
    } catch (cause) {
      if (cause instanceof StorageFull) {
        // The parts hold what they gave for saved, so the next one has to be whole.
        await this.active?.close();
        this.active = undefined;
        throw cause;
      }
      this.closed ??= new CheckpointClosed('the checkpoint store has closed itself: a write failed', {
        cause,
      });
      throw this.closed;
    }
  }

  private async goOn(active: StoredFile, frame: Uint8Array): Promise<void> {
    await active.append(frame);
    await active.sync();
  }

  private async startFile(frame: Uint8Array): Promise<void> {
    await this.storage.remove(NEXT_FILE);
    const file = await this.storage.open(NEXT_FILE);
    try {
      await file.append(frame);
      await file.sync();
    } catch (error) {
      await file.close();
      await this.storage.remove(NEXT_FILE).catch(() => {});
      throw error;
    }
    await this.storage.rename(NEXT_FILE, checkpointFile(this.number + 1));
    await this.storage.syncFolder();
    await this.active?.close();
    this.active = file;
    this.number += 1;
    this.fullBytes = frame.length;
    for (const number of await checkpointNumbers(this.storage))
      if (number < this.number) await this.storage.remove(checkpointFile(number));
  }
}

function isIncremental(part: Stateful | Incremental): part is Incremental {
  return 'saveChanges' in part;
}

function saveSection(
  name: string,
  part: Stateful | Incremental,
  kind: typeof FULL | typeof CHANGES,
): Section {
  if (kind === CHANGES && isIncremental(part)) return { name, kind, bytes: part.saveChanges() };
  return { name, kind: FULL, bytes: part.save() };
}

/** Loads the last whole section of a part and the changes behind it. */
function restorePart(name: string, part: Stateful | Incremental, frames: readonly CheckpointFrame[]): void {
  const sections = frames.flatMap((frame) => frame.sections.filter((section) => section.name === name));
  const full = sections.findLastIndex(({ kind }) => kind === FULL);
  part.load((sections[full] as Section).bytes);
  for (const { bytes } of sections.slice(full + 1)) {
    if (!isIncremental(part)) throw new Error(`part ${name} was stored as changes and cannot load them`);
    part.loadChanges(bytes);
  }
}
