import { checkFileName, type Storage, type StorageLock, type StoredFile } from '../storage/storage.js';
import { FileMissing, StorageFull, StorageLocked } from '../storage/storage-errors.js';
import { MemoryInode, type Survival } from './memory-inode.js';

/** What every operation of a storage throws from its crash on. */
export class StorageCrashed extends Error {
  override readonly name = 'StorageCrashed';
}

/** Ways in which a storage can be broken on purpose, to prove that a test notices. */
export interface MemoryStorageLies {
  /** `sync` resolves and makes nothing stable. */
  readonly sync?: boolean;
  /** `syncFolder` resolves and makes nothing stable. */
  readonly syncFolder?: boolean;
}

export interface CrashOptions {
  /**
   * What is left of that which was not synced: so many bytes of each file and no names (0 forgets everything), or, by a
   * seeded generator of numbers in [0, 1), anything that a file system may leave: a prefix, zeros or garbage of the
   * right length, sectors out of order, any subset of the names.
   */
  readonly keep: Survival;
}

type Names = Map<string, MemoryInode>;
/** A change of names that is atomic: what each of them means from then on; undefined when nothing. */
type NameChange = ReadonlyMap<string, MemoryInode | undefined>;

/**
 * A storage in memory that knows what was synced. `crash` gives the storage that a machine would find after losing its
 * power; the old one refuses everything from then on. It can be full, fail at a sync and flip a bit.
 */
export class MemoryStorage implements Storage {
  private stableNames: Names = new Map();
  private names: Names = new Map();
  private unsyncedChanges: NameChange[] = [];
  private readonly locks = new Set<string>();
  private crashed = false;
  private operationsLeft = Number.POSITIVE_INFINITY;
  private roomBytes = Number.POSITIVE_INFINITY;
  private failingSyncs = 0;
  /** Operations so far: what a crash point can be chosen from. */
  operations = 0;
  /** Calls of `sync` on any file so far. */
  syncs = 0;

  constructor(readonly lies: MemoryStorageLies = {}) {}

  /** So many operations still work; the next one is half done and throws StorageCrashed, as all do from then on. */
  crashAfter(operations: number): void {
    this.operationsLeft = operations;
  }

  /** Takes so many more bytes, then is full. */
  fillAfter(bytes: number): void {
    this.roomBytes = bytes;
  }

  /** The next syncs of files fail, so many of them; what these files get later is never stable, whatever they say. */
  failSyncs(count = 1): void {
    this.failingSyncs = count;
  }

  /** Changes one bit of a file, as if on the disk. */
  flipBit(name: string, position: number, bit = 0): void {
    this.inode(name).flipBit(position, bit);
  }

  /** The size of a file as its readers see it. */
  sizeOf(name: string): number {
    return this.inode(name).size;
  }

  /** The storage that is left; see CrashOptions. */
  crash({ keep }: CrashOptions): MemoryStorage {
    this.crashed = true;
    const left = new MemoryStorage(this.lies);
    const names = new Map(this.stableNames);
    for (const change of this.unsyncedChanges)
      if (typeof keep === 'function' && keep() < 0.5) applyChange(names, change);
    const survivors = new Map<MemoryInode, MemoryInode>();
    for (const [name, inode] of names) {
      const survivor = survivors.get(inode) ?? inode.afterCrash(keep);
      survivors.set(inode, survivor);
      left.names.set(name, survivor);
    }
    left.stableNames = new Map(left.names);
    return left;
  }

  /**
   * The storage that another process finds after this one was killed: everything that was written, and no more of it
   * stable than before.
   */
  kill(): MemoryStorage {
    this.crashed = true;
    const left = new MemoryStorage(this.lies);
    left.names = this.names;
    left.stableNames = this.stableNames;
    left.unsyncedChanges = this.unsyncedChanges;
    return left;
  }

  async open(name: string): Promise<StoredFile> {
    checkFileName(name);
    await this.step();
    if (!this.names.has(name)) {
      if (this.roomBytes <= 0) throw new StorageFull(`${name}: no room`);
      this.change(new Map([[name, new MemoryInode()]]));
    }
    return this.fileOf(name);
  }

  async openToRead(name: string): Promise<StoredFile> {
    checkFileName(name);
    await this.step();
    return this.fileOf(name);
  }

  async list(): Promise<readonly string[]> {
    await this.step();
    return [...this.names.keys()].sort();
  }

  async rename(from: string, to: string): Promise<void> {
    checkFileName(to);
    await this.step();
    this.change(
      new Map([
        [from, undefined],
        [to, this.inode(from)],
      ]),
    );
  }

  async remove(name: string): Promise<void> {
    checkFileName(name);
    await this.step();
    if (this.names.has(name)) this.change(new Map([[name, undefined]]));
  }

  async syncFolder(): Promise<void> {
    await this.step();
    if (this.lies.syncFolder) return;
    this.stableNames = new Map(this.names);
    this.unsyncedChanges = [];
  }

  async lock(name: string): Promise<StorageLock> {
    checkFileName(name);
    if (this.locks.has(name)) throw new StorageLocked(`${name}: locked`);
    this.locks.add(name);
    return { release: async () => void this.locks.delete(name) };
  }

  private inode(name: string): MemoryInode {
    const inode = this.names.get(name);
    if (inode === undefined) throw new FileMissing(`${name}: no such file`);
    return inode;
  }

  private change(change: NameChange): void {
    applyChange(this.names, change);
    this.unsyncedChanges.push(change);
  }

  private check(): void {
    if (this.crashed) throw new StorageCrashed('the storage has crashed');
  }

  /** One operation that leaves the event loop; true when it is the one that the crash interrupts. */
  private count(): boolean {
    this.check();
    this.operations += 1;
    this.operationsLeft -= 1;
    this.crashed = this.operationsLeft < 0;
    return this.crashed;
  }

  private async step(): Promise<void> {
    this.count();
    await Promise.resolve();
    this.check();
  }

  private fileOf(name: string): StoredFile {
    const inode = this.inode(name);
    return {
      get size() {
        return inode.size;
      },
      append: async (bytes) => {
        const interrupted = this.count();
        const fitting = Math.min(bytes.length, interrupted ? bytes.length >> 1 : this.roomBytes);
        inode.append(bytes.subarray(0, fitting));
        this.roomBytes -= fitting;
        await Promise.resolve();
        this.check();
        if (fitting < bytes.length) throw new StorageFull(`${name}: no room`);
      },
      read: async (position, length) => {
        await Promise.resolve();
        this.check();
        return inode.slice(position, length);
      },
      readSync: (position, into) => {
        this.check();
        const bytes = inode.slice(position, into.length);
        into.set(bytes);
        return bytes.length;
      },
      sync: async () => {
        const { size } = inode;
        await this.step();
        this.syncs += 1;
        if (this.failingSyncs > 0) {
          this.failingSyncs -= 1;
          inode.failSync();
          throw new Error(`${name}: input/output error`);
        }
        if (!this.lies.sync) inode.sync(size);
      },
      truncate: async (size) => {
        await this.step();
        this.roomBytes += Math.max(0, inode.size - size);
        inode.truncate(size);
      },
      close: async () => {},
    };
  }
}

function applyChange(names: Names, change: NameChange): void {
  for (const [name, inode] of change) {
    if (inode === undefined) names.delete(name);
    else names.set(name, inode);
  }
}
