import type { DurableLog } from '../../log/durable-log.js';
import { markCursor, unmark } from '../../run/record-mark.js';
import type { Intake } from '../intake.js';
import type { CursorStore } from './cursor-store.js';
import type { FileCursor } from './file-cursor.js';
import type { RowIntake } from './row-intake.js';

export interface LogRowIntakeOptions<Item> {
  /** Tells apart the folders whose rows go into one log. */
  readonly watch: string;
  readonly intake: Intake<Item>;
  readonly log: DurableLog;
  readonly store: CursorStore;
  /** How many pieces may be in the log before their cursors are in the store; default 50. */
  readonly piecesPerSave?: number;
}

/**
 * Puts rows into the log that everything else goes into. The last row of each piece carries the cursor in its record, so
 * that the log's own all-or-nothing keeps rows and position together; the store only shortens the search after a restart.
 */
export class LogRowIntake<Item> implements RowIntake<Item> {
  private readonly current = new Map<string, FileCursor>();
  private unsaved = 0;

  constructor(private readonly options: LogRowIntakeOptions<Item>) {}

  async cursors(): Promise<readonly FileCursor[]> {
    const { log, store, watch } = this.options;
    const stored = await store.load();
    this.current.clear();
    for (const cursor of stored?.cursors ?? []) this.current.set(cursor.file, cursor);
    // What is appended meanwhile is not ours: a folder has one watch.
    const end = log.end;
    for (let offset = stored?.scanFrom ?? 0; offset < end; ) {
      const records = await log.read(offset, 1_000, 4 * 1024 * 1024);
      for (const { bytes } of records) {
        const found = parseMark(unmark(bytes).cursor);
        if (found?.watch === watch) this.current.set(found.cursor.file, found.cursor);
      }
      offset += records.length;
    }
    await this.saveAll();
    return [...this.current.values()];
  }

  async append(items: readonly Item[], cursor: FileCursor, signal: AbortSignal): Promise<void> {
    const { intake, watch, piecesPerSave = 50 } = this.options;
    const records = items.map(intake.encode);
    const last = records.pop();
    if (last !== undefined) {
      const mark = Buffer.from(JSON.stringify({ watch, cursor }));
      await intake.appendPatiently([...records, markCursor(last, mark)], signal);
    }
    this.current.set(cursor.file, cursor);
    this.unsaved += 1;
    if (this.unsaved >= piecesPerSave) await this.saveAll();
  }

  async save(cursor: FileCursor): Promise<void> {
    this.current.set(cursor.file, cursor);
    await this.saveAll();
  }

  async forget(file: string): Promise<void> {
    if (this.current.delete(file)) await this.saveAll();
  }

  private async saveAll(): Promise<void> {
    const { log, store } = this.options;
    await store.save({ scanFrom: log.end, cursors: [...this.current.values()] });
    this.unsaved = 0;
  }
}

function parseMark(
  bytes: Uint8Array | undefined,
): { readonly watch: string; readonly cursor: FileCursor } | undefined {
  return bytes === undefined ? undefined : JSON.parse(Buffer.from(bytes).toString('utf8'));
}
