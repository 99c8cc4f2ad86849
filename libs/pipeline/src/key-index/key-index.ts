import type { Storage, StorageLock } from '../storage/storage.js';
import { type IndexManifest, readManifest, writeManifest } from './index-manifest.js';
import { KeyHash, prefixOf } from './key-hash.js';
import { KeyRun } from './key-run.js';
import { KeyTable } from './key-table.js';
import { mergeKeyRuns } from './merge-key-runs.js';
import { writeKeyRun } from './write-key-run.js';

export interface KeyIndexOptions {
  readonly storage: Storage;
  /** Entries held in memory before they are written as a run; default 131,072, which take 8 MiB. */
  readonly recentEntries?: number;
  /** Runs of one size that are merged into the next; default 8. */
  readonly fanIn?: number;
  /**
   * Of the hash tables and filters; a random number, so that nobody outside can choose keys that collide. It counts when
   * the folder is empty; later the index goes on with the first.
   */
  readonly seed: number;
  /**
   * Of what its owner enters under which keys. A folder that was written with another is begun anew, as one without a
   * manifest is. 0 by default.
   */
  readonly entriesVersion?: number;
}

interface Run {
  readonly run: KeyRun;
  readonly level: number;
}

/** So many times `fanIn` small runs, and entries wait until some have been merged. */
const MOST_SMALL_RUNS = 3;

/**
 * Finds the position of an event by its key, on disk, with memory that hardly grows: recent entries in a table, older
 * ones in immutable sorted runs, merged by size (a log-structured merge tree: P. O'Neil et al., 1996).
 *
 * It holds nothing that its source does not, so it is written without a sync for each entry: after a crash the owner
 * inserts again what came after {@link durableUpTo}. When a file is harmed it says so, and is rebuilt when its folder is
 * emptied.
 *
 * Writing and merging take their turns on the event loop in slices of a millisecond. Keys that grow with time are
 * the fastest: they are after all that older runs hold.
 *
 * Memory: the recent entries twice, and 2.2 bytes for each entry on disk, which are there twice while it is merged.
 */
export class KeyIndex {
  private recent: KeyTable;
  /** Being written as a run. */
  private frozen: KeyTable | undefined;
  /** Written, and empty again. */
  private spare: KeyTable | undefined;
  private writing: Promise<void> = Promise.resolve();
  /** By level, so that small runs need not wait for large ones. */
  private readonly merging = new Map<number, Promise<void>>();
  private readonly leaving = new AbortController();
  private publishing: Promise<void> = Promise.resolve();
  private failure: unknown;
  private readonly hash: KeyHash;
  private runs: readonly Run[] = [];
  /** The prefixes of the first key and of the last of each run, side by side because every lookup compares them. */
  private ranges = new Float64Array();

  private constructor(
    private readonly options: Required<KeyIndexOptions>,
    private readonly lock: StorageLock,
    runs: readonly Run[],
    private manifest: Omit<IndexManifest, 'runs'>,
  ) {
    this.recent = this.emptyTable();
    this.hash = new KeyHash(manifest.seed);
    this.lookUpIn(runs);
  }

  /** @throws KeyIndexCorrupt */
  static async open(options: KeyIndexOptions): Promise<KeyIndex> {
    const full = { recentEntries: 131_072, fanIn: 8, entriesVersion: 0, ...options };
    const { storage, seed, entriesVersion } = full;
    const lock = await storage.lock('keys');
    const runs: Run[] = [];
    try {
      const manifest = (await readManifest(storage, entriesVersion)) ?? {
        entriesVersion,
        durableUpTo: 0,
        nextFile: 0,
        seed,
        runs: [],
      };
      const known = new Set(manifest.runs.map(({ file }) => file));
      for (const name of await storage.list()) {
        // Left by a crash between writing a run and naming it.
        if (name.startsWith('run-') && !known.has(name)) await storage.remove(name);
      }
      for (const { file, level } of manifest.runs) {
        runs.push({ run: await KeyRun.open(storage, file, manifest.seed), level });
      }
      const index = new KeyIndex(full, lock, runs, manifest);
      for (const { level } of runs) index.startMerging(level);
      return index;
    } catch (error) {
      for (const { run } of runs) await run.close();
      await lock.release();
      throw error;
    }
  }

  /** What `settle` was last told when entries were written: everything before it is on disk. */
  get durableUpTo(): number {
    return this.manifest.durableUpTo;
  }

  /**
   * The value of a key.
   *
   * @param at where its sixteen bytes stand in longer ones
   * @throws KeyIndexCorrupt
   */
  get(key: Uint8Array, at?: number): number | undefined {
    const probe = this.hash.read(key, at);
    return this.recent.get(probe) ?? this.olderOf(probe);
  }

  /**
   * The value of a key, or undefined after it was added with this one: a lookup and an insertion for the price of one.
   *
   * @param at where its sixteen bytes stand in longer ones
   * @throws KeyIndexCorrupt
   * @throws RangeError when far more came between two calls of `settle` than the memory is meant for
   */
  getOrInsert(key: Uint8Array, value: number, at?: number): number | undefined {
    const probe = this.hash.read(key, at);
    const { recent } = this;
    const slot = recent.slotOf(probe);
    const known = recent.at(slot) ?? this.olderOf(probe);
    if (known === undefined) recent.setAt(slot, probe, value);
    return known;
  }

  /** What is not in the table of recent entries. */
  private olderOf(probe: Uint32Array): number | undefined {
    const frozen = this.frozen?.get(probe);
    if (frozen !== undefined) return frozen;
    const { runs, ranges } = this;
    const prefix = prefixOf(probe, 0);
    for (let i = 0; i < runs.length; i++) {
      // Keys that grow with time are after all that is older.
      if (prefix < (ranges[i * 2] as number) || prefix > (ranges[i * 2 + 1] as number)) continue;
      const value = (runs[i] as Run).run.get(probe);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  /**
   * Adds an entry, or gives a key another value.
   *
   * @param at where its sixteen bytes stand in longer ones
   * @throws RangeError when far more came between two calls of `settle` than the memory is meant for
   */
  insert(key: Uint8Array, value: number, at?: number): void {
    this.recent.set(this.hash.read(key, at), value);
  }

  /**
   * To be awaited now and then: writes the recent entries when there are many, and waits only when those before them
   * are still being written, or when far too many runs wait to be merged.
   *
   * @param upTo everything of the source before this position was inserted
   * @throws what the storage threw, also in an earlier call's name
   */
  async settle(upTo: number): Promise<void> {
    if (this.failure !== undefined) throw this.failure;
    if (this.recent.size >= this.options.recentEntries) await this.flush(upTo, false);
  }

  /** Writes all recent entries. */
  async flush(upTo: number, wait = true): Promise<void> {
    await this.writing;
    while (this.failure === undefined && this.runsOf(0).length >= this.options.fanIn * MOST_SMALL_RUNS) {
      this.startMerging(0);
      await this.merging.get(0);
    }
    if (this.failure !== undefined) throw this.failure;
    if (this.recent.size > 0) {
      this.frozen = this.recent;
      this.recent = this.spare ?? this.emptyTable();
      this.spare = undefined;
      this.writing = this.write(this.frozen, upTo).catch((error: unknown) => {
        this.failure = error;
      });
    }
    if (!wait) return;
    await this.writing;
    if (this.failure !== undefined) throw this.failure;
  }

  /** Without writing what is recent; what is being merged will be again, after the index is opened the next time. */
  async close(): Promise<void> {
    await this.writing;
    this.leaving.abort();
    await Promise.all(this.merging.values());
    for (const { run } of this.runs) await run.close();
    await this.lock.release();
  }

  private async write(table: KeyTable, upTo: number): Promise<void> {
    const { storage } = this.options;
    const file = this.newFile();
    await writeKeyRun(storage, file, table, this.hash);
    const run = await KeyRun.open(storage, file, this.hash.seed);
    await this.publish((runs) => [{ run, level: 0 }, ...runs], upTo);
    this.frozen = undefined;
    table.clear();
    this.spare = table;
    this.startMerging(0);
  }

  private startMerging(level: number): void {
    if (this.merging.has(level)) return;
    const done = this.merge(level)
      .catch((error: unknown) => {
        if (!this.leaving.signal.aborted) this.failure = error;
      })
      .finally(() => this.merging.delete(level));
    this.merging.set(level, done);
  }

  /** Merges the runs of a level as long as there are enough of them; new runs come meanwhile. */
  private async merge(level: number): Promise<void> {
    const { storage, fanIn } = this.options;
    const { hash } = this;
    const { signal } = this.leaving;
    for (let all = this.runsOf(level); all.length >= fanIn && !signal.aborted; all = this.runsOf(level)) {
      // The oldest of the level, so that what comes meanwhile stays newer than the result.
      const sources = all.slice(-fanIn);
      const file = this.newFile();
      await mergeKeyRuns(
        storage,
        file,
        sources.map(({ run }) => run),
        { hash, signal },
      );
      const merged = { run: await KeyRun.open(storage, file, hash.seed), level: level + 1 };
      await this.publish((runs) => {
        const at = runs.indexOf(sources[0] as Run);
        return [...runs.slice(0, at), merged, ...runs.slice(at + fanIn)];
      });
      for (const { run } of sources) {
        await run.close();
        await storage.remove(run.file);
      }
      this.startMerging(level + 1);
    }
  }

  private runsOf(level: number): readonly Run[] {
    return this.runs.filter((one) => one.level === level);
  }

  /** Makes a change of the runs durable, one after the other, and then lets lookups see it. */
  private publish(change: (runs: readonly Run[]) => readonly Run[], upTo?: number): Promise<void> {
    const done = this.publishing.then(async () => {
      const { storage } = this.options;
      const runs = change(this.runs);
      const manifest = { ...this.manifest, durableUpTo: upTo ?? this.manifest.durableUpTo };
      await storage.syncFolder();
      await writeManifest(storage, {
        ...manifest,
        runs: runs.map(({ run, level }) => ({ file: run.file, level })),
      });
      this.lookUpIn(runs);
      this.manifest = { ...this.manifest, durableUpTo: manifest.durableUpTo };
    });
    this.publishing = done.catch(() => {});
    return done;
  }

  private lookUpIn(runs: readonly Run[]): void {
    this.runs = runs;
    this.ranges = Float64Array.from(runs.flatMap(({ run }) => [run.firstPrefix, run.lastPrefix]));
  }

  private newFile(): string {
    const nextFile = this.manifest.nextFile + 1;
    this.manifest = { ...this.manifest, nextFile };
    return `run-${String(nextFile).padStart(8, '0')}`;
  }

  private emptyTable(): KeyTable {
    // Twice the size at which it is written: what comes until the next `settle` fits.
    return new KeyTable(this.options.recentEntries * 2);
  }
}
