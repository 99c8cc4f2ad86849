/** The storage has no room for what was to be written; a part of it may stand in the file. */
export class StorageFull extends Error {
  override readonly name = 'StorageFull';
}

/** Another store, in this process or another, has the storage open for writing. */
export class StorageLocked extends Error {
  override readonly name = 'StorageLocked';
}

/** The file to be read is not there. */
export class FileMissing extends Error {
  override readonly name = 'FileMissing';
}
