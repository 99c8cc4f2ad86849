import type { FileCursor } from './file-cursor.js';

/** Where rows of watched files go, together with how far each file has been read. */
export interface RowIntake<Item> {
  /** The cursors of all files that were begun and not forgotten. */
  cursors(): Promise<readonly FileCursor[]>;
  /**
   * Stores the items and the cursor that comes after them: both or neither, durable when it resolves. Waits while there is
   * no room.
   */
  append(items: readonly Item[], cursor: FileCursor, signal: AbortSignal): Promise<void>;
  /** Stores a cursor alone. */
  save(cursor: FileCursor): Promise<void>;
  /** The file is gone from the folder. */
  forget(file: string): Promise<void>;
}
