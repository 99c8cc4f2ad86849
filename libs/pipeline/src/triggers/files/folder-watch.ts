import { type FileHandle, open, rename } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { type Clock, systemClock } from '../../clock.js';
import { reasonOf } from '../../run/dead-letter.js';
import { Timer } from '../timer.js';
import { exists, listBadLines, makeFolder, nameOfList } from './bad-lines.js';
import { CompleteFiles, type SeenFile } from './complete-files.js';
import { beginCursor, type FileCursor, isSameFile } from './file-cursor.js';
import { type ReadFileOptions, readPieces } from './read-file.js';
import { type BadLine, type Piece, type Row, UnreadableFile } from './row.js';
import type { RowIntake } from './row-intake.js';

export interface RowOrigin {
  readonly file: string;
  /** The line of the file, from 1; for tables, the row counted from 1. */
  readonly line: number;
}

export interface FolderWatchOptions<Item> extends Partial<ReadFileOptions> {
  readonly folder: string;
  readonly intake: RowIntake<Item>;
  /** Makes an item of a row; a throw lists the row as bad, with its message, which should name no value. */
  toItem(row: Row, origin: RowOrigin): Item;
  /** Told when the folder, the log or the cursors fail. The watch goes on where it was at the next look. */
  onError(error: unknown): void;
  /** Told when a file was read to its end and moved. */
  onFinished?(cursor: FileCursor): void;
  /** How often to look; default 1 s. */
  readonly pollMs?: number;
  /** How long a file must stay as it is before it is read; default 2 s. */
  readonly settleMs?: number;
  /**
   * Tables stay where they are, and rows that are added with higher rowids are taken at the next look. Such a file is known
   * by its name alone. Default false: a table is read once, as other files are.
   */
  readonly followTables?: boolean;
  readonly clock?: Clock;
}

/**
 * Reads files that appear in a folder, each row once, and moves them to `done/`; a file that cannot be read at all goes to
 * `failed/`, where `<name>.errors.jsonl` also lists the bad lines of the others by number and reason. One file at a time,
 * one piece at a time, no faster than the intake takes them.
 *
 * A folder is watched by one process. A restart goes on behind the last row that was stored. Looks at the folder instead
 * of asking the system to be told, because systems tell differently, and network folders not at all.
 */
export class FolderWatch<Item> {
  private readonly reading: ReadFileOptions;
  private readonly files: CompleteFiles;
  private readonly timer: Timer;
  private cursors: Map<string, FileCursor> | undefined;

  constructor(private readonly options: FolderWatchOptions<Item>) {
    const { folder, pollMs = 1_000, settleMs = 2_000, clock = systemClock } = options;
    this.reading = {
      delimiter: options.delimiter,
      table: options.table,
      maxRecordBytes: options.maxRecordBytes ?? 1024 * 1024,
      pieceRows: options.pieceRows ?? 1_000,
    };
    this.files = new CompleteFiles(folder, settleMs, clock);
    this.timer = new Timer({
      everyMs: pollMs,
      firstMs: 0,
      clock,
      onError: (error) => options.onError(error),
      work: (_, signal) => this.look(signal),
    });
  }

  /** Ends after the piece that is being stored. */
  close(): Promise<void> {
    return this.timer.close();
  }

  private async look(signal: AbortSignal): Promise<void> {
    const cursors = await this.knownCursors();
    const { all, complete } = await this.files.look();
    for (const [name, { finished }] of cursors) {
      // Moved by a process that ended before it could forget, or taken away by somebody.
      if (finished && !all.some((file) => file.name === name)) await this.forget(name);
    }
    const followed = this.options.followTables === true ? all.filter(isTable) : [];
    const others = complete.filter(({ name }) => !followed.some((file) => file.name === name));
    for (const file of [...followed, ...others]) {
      try {
        await this.take(file, followed.includes(file), signal);
      } catch (error) {
        // One file that cannot be opened is no reason to leave the others.
        if (!signal.aborted) this.options.onError(error);
      }
    }
  }

  private async knownCursors(): Promise<Map<string, FileCursor>> {
    this.cursors ??= new Map((await this.options.intake.cursors()).map((cursor) => [cursor.file, cursor]));
    return this.cursors;
  }

  private async take(file: SeenFile, follow: boolean, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const handle = await open(join(this.options.folder, file.name), 'r');
    let cursor: FileCursor | undefined;
    try {
      cursor = await this.cursorOf(file.name, handle, follow);
      const { size } = await handle.stat();
      if (!cursor.finished) cursor = await this.readOn(file, handle, cursor, signal);
      // It was not complete after all, or we are to end: go on another time.
      if (follow || signal.aborted || (await handle.stat()).size !== size) return;
    } catch (error) {
      // What was being stored is not known to be stored: ask anew.
      this.cursors = undefined;
      if (!(error instanceof UnreadableFile) || cursor === undefined) throw error;
      await this.fail(file.name, cursor, error);
      return;
    } finally {
      await handle.close();
    }
    await this.finish(file.name, cursor);
  }

  private async cursorOf(name: string, handle: FileHandle, follow: boolean): Promise<FileCursor> {
    const known = (await this.knownCursors()).get(name);
    if (known !== undefined && (follow || (await isSameFile(known, handle)))) return known;
    return beginCursor(name, handle);
  }

  private async readOn(
    { name, format }: SeenFile,
    handle: FileHandle,
    from: FileCursor,
    signal: AbortSignal,
  ): Promise<FileCursor> {
    let cursor = from;
    const path = join(this.options.folder, name);
    for await (const piece of readPieces(path, handle, format, cursor, this.reading)) {
      if (signal.aborted) break;
      cursor = await this.store(name, cursor, piece, signal);
    }
    return cursor;
  }

  private async store(
    name: string,
    before: FileCursor,
    piece: Piece,
    signal: AbortSignal,
  ): Promise<FileCursor> {
    const { intake, toItem } = this.options;
    const items: Item[] = [];
    const bad: BadLine[] = [...piece.bad];
    for (const { line, row } of piece.rows) {
      try {
        items.push(toItem.call(this.options, row, { file: name, line }));
      } catch (error) {
        bad.push({ line, reason: reasonOf(error) });
      }
    }
    const listed = bad.length > 0 ? await this.list(before, bad) : before;
    const cursor = { ...listed, ...piece.next, rows: before.rows + items.length };
    await intake.append(items, cursor, signal);
    this.cursors?.set(name, cursor);
    return cursor;
  }

  /** Lists bad lines before the cursor passes them, so that none is lost; see `listBadLines` for what comes twice. */
  private async list(cursor: FileCursor, bad: readonly BadLine[]): Promise<FileCursor> {
    const failed = await makeFolder(join(this.options.folder, 'failed'));
    let { errors } = cursor;
    if (errors === undefined) {
      errors = { file: await nameOfList(failed, cursor), bytes: 0 };
      // Known before it exists, so that a restart takes it for its own.
      await this.options.intake.save({ ...cursor, errors });
    }
    const sorted = [...bad].sort((a, b) => a.line - b.line);
    const bytes = await listBadLines(join(failed, errors.file), errors.bytes, sorted);
    return { ...cursor, bad: cursor.bad + bad.length, errors: { file: errors.file, bytes } };
  }

  private async finish(name: string, cursor: FileCursor): Promise<void> {
    const finished = { ...cursor, finished: true };
    await this.options.intake.save(finished);
    this.cursors?.set(name, finished);
    await this.move(name, 'done', cursor);
    this.options.onFinished?.(finished);
  }

  private async fail(name: string, cursor: FileCursor, error: UnreadableFile): Promise<void> {
    await this.list(cursor, [{ line: cursor.line, reason: error.message }]);
    await this.move(name, 'failed', cursor);
  }

  private async move(name: string, to: 'done' | 'failed', { head }: FileCursor): Promise<void> {
    const { folder } = this.options;
    const target = await makeFolder(join(folder, to));
    const extension = extname(name);
    const stem = name.slice(0, name.length - extension.length);
    let free = name;
    for (let i = 1; await exists(join(target, free)); i++)
      free = `${stem}.${head.slice(0, 8)}${i > 1 ? `-${i}` : ''}${extension}`;
    // A database in WAL mode keeps its newest rows beside it.
    for (const beside of ['-wal', '-shm'])
      if (await exists(join(folder, name + beside)))
        await rename(join(folder, name + beside), join(target, free + beside));
    await rename(join(folder, name), join(target, free));
    await this.forget(name);
  }

  private async forget(name: string): Promise<void> {
    await this.options.intake.forget(name);
    this.cursors?.delete(name);
  }
}

function isTable({ format }: SeenFile): boolean {
  return format === 'sqlite';
}
