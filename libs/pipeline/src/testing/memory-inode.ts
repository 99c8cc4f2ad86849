/** How much of what was not synced a crash leaves: so many bytes of each file, or what the generator says. */
export type Survival = number | (() => number);

const SECTOR_BYTES = 512;

/** The bytes of one file of a MemoryStorage: as its readers see them, and as they are on stable storage. */
export class MemoryInode {
  private bytes = new Uint8Array(256);
  size = 0;
  private stableSize = 0;
  /** What is stable, copied only when a truncate takes from it; otherwise it is the beginning of `bytes`. */
  private stableCopy: Uint8Array | undefined;
  private broken = false;

  append(more: Uint8Array): void {
    const size = this.size + more.length;
    if (size > this.bytes.length) {
      const grown = new Uint8Array(Math.max(size, this.bytes.length * 2));
      grown.set(this.bytes.subarray(0, this.size));
      this.bytes = grown;
    }
    this.bytes.set(more, this.size);
    this.size = size;
  }

  truncate(size: number): void {
    if (size < this.stableSize) this.stableCopy ??= this.bytes.slice(0, this.stableSize);
    if (size > this.size) this.append(new Uint8Array(size - this.size));
    this.size = size;
  }

  slice(position: number, length: number): Uint8Array {
    return this.bytes.slice(position, Math.min(this.size, position + Math.max(0, length)));
  }

  flipBit(position: number, bit: number): void {
    if (position >= this.size) throw new RangeError(`the file has only ${this.size} bytes`);
    this.bytes[position] = (this.bytes[position] ?? 0) ^ (1 << bit);
  }

  /** After a failed sync the kernel holds the pages for clean: later syncs resolve and write nothing. */
  failSync(): void {
    this.broken = true;
  }

  /** Makes the first `size` bytes stable. */
  sync(size: number): void {
    if (this.broken) return;
    this.stableCopy = undefined;
    this.stableSize = Math.min(size, this.size);
  }

  /** What a machine finds after it lost its power: all that was stable and, of the rest, what `keep` says. */
  afterCrash(keep: Survival): MemoryInode {
    const left = new MemoryInode();
    if (this.stableCopy !== undefined && (keep === 0 || (typeof keep === 'function' && keep() < 0.5)))
      left.append(this.stableCopy);
    else {
      const stable = Math.min(this.stableSize, this.size);
      left.append(this.bytes.subarray(0, stable));
      left.append(remains(this.bytes.subarray(stable, this.size), keep));
    }
    left.sync(left.size);
    return left;
  }
}

/** What is left of bytes that were not synced: a prefix, and behind it now and then what a file system leaves there. */
function remains(unsynced: Uint8Array, keep: Survival): Uint8Array {
  if (typeof keep === 'number') return unsynced.slice(0, keep);
  const upTo = (bound: number) => Math.floor(keep() * (bound + 1));
  const kept = upTo(unsynced.length);
  const left = unsynced.slice(0, kept + upTo(unsynced.length - kept));
  const tail = left.subarray(kept);
  const kind = upTo(3);
  if (kind === 0) return left.slice(0, kept);
  if (kind === 1) tail.fill(0);
  if (kind === 2) for (let i = 0; i < tail.length; i++) tail[i] = upTo(255);
  // Sectors reach the disk in any order.
  if (kind === 3)
    for (let i = 0; i < tail.length; i += SECTOR_BYTES) if (keep() < 0.5) tail.fill(0, i, i + SECTOR_BYTES);
  return left;
}
