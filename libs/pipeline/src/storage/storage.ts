/** An open file. Offsets and lengths are in bytes. */
export interface StoredFile {
  /**
   * Bytes in the file, those not yet synced included. Of a file opened to be read: when it was opened; what another
   * handle appends can be read all the same.
   */
  readonly size: number;
  /**
   * Writes all of the bytes after the last one; they may be lost until `sync` resolves. The bytes must not change until
   * it has ended. One call at a time.
   *
   * @throws StorageFull  when there is no room; the file may have grown by a part of the bytes, and `size` tells
   */
  append(bytes: Uint8Array): Promise<void>;
  /** As many bytes as there are from `position`, at most `length`, in memory aligned for any typed array. */
  read(position: number, length: number): Promise<Uint8Array>;
  /**
   * The same without leaving the event loop, into the caller's memory; for single records.
   *
   * @returns how many bytes there were
   */
  readSync(position: number, into: Uint8Array): number;
  /**
   * Resolves when every byte appended before the call is on stable storage (fdatasync). After it has failed, nobody can
   * tell what of the file is stable: who called must stop writing.
   */
  sync(): Promise<void>;
  /** Cuts the file to `size` bytes; durable after the next sync. */
  truncate(size: number): Promise<void>;
  close(): Promise<void>;
}

/**
 * The few file operations that the log, the checkpoints and the index stand on, so that a test can put a storage in
 * their place that forgets what was not synced, is full, or flips a bit. Names are relative to one folder and never
 * leave it: letters, digits, `.`, `_` and `-`, beginning with a letter or digit; any other is a RangeError.
 */
export interface Storage {
  /** Opens for reading and appending; makes the file when it is not there, durably after `syncFolder`. */
  open(name: string): Promise<StoredFile>;
  /**
   * Opens for reading only.
   *
   * @throws FileMissing
   */
  openToRead(name: string): Promise<StoredFile>;
  /** The names of the files, in code unit order. Locks are not among them. */
  list(): Promise<readonly string[]>;
  /** Replaces `to` atomically; durable after `syncFolder`. */
  rename(from: string, to: string): Promise<void>;
  /** Removes a file; nothing happens when it is not there. Who has it open goes on reading. */
  remove(name: string): Promise<void>;
  /** Makes created, renamed and removed names durable. */
  syncFolder(): Promise<void>;
  /**
   * Keeps every other process, and this one, from taking the same lock until it is released. It ends with the process,
   * however that ends.
   *
   * @throws StorageLocked
   */
  lock(name: string): Promise<StorageLock>;
}

export interface StorageLock {
  release(): Promise<void>;
}

const FILE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** @throws RangeError when a name could leave the folder of its storage */
export function checkFileName(name: string): string {
  if (!FILE_NAME.test(name)) throw new RangeError(`not a file name of a storage: ${JSON.stringify(name)}`);
  return name;
}
