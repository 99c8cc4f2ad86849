/** The stored checkpoint is not what was written. */
export class CheckpointCorrupt extends Error {
  override readonly name = 'CheckpointCorrupt';

  constructor(
    readonly file: string,
    /** Byte in the file. */
    readonly position: number,
    what: string,
  ) {
    super(`${file}, byte ${position}: ${what}`);
  }
}

/** The stored checkpoint and the parts to be restored are not the same. */
export class CheckpointMismatch extends Error {
  override readonly name = 'CheckpointMismatch';

  constructor(
    /** Parts that the checkpoint has no section for. */
    readonly added: readonly string[],
    /** Sections of the checkpoint that no part takes. */
    readonly dropped: readonly string[],
  ) {
    const names = (all: readonly string[]) => all.join(', ') || 'none';
    super(
      `the checkpoint has other parts: new ones ${names(added)}; stored but not asked for ${names(dropped)}. ` +
        'Name them in `added` and `dropped`, or begin without the checkpoint',
    );
  }
}

/** The store takes no commit any more: it was closed, or a write failed (`cause`) and it must be opened again. */
export class CheckpointClosed extends Error {
  override readonly name = 'CheckpointClosed';
}
