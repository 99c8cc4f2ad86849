import type { Checksum } from '../storage/frame.js';
import { ReadingFiles } from '../storage/reading-files.js';
import type { Storage } from '../storage/storage.js';
import type { LogRecord } from './durable-log.js';
import { LogCorrupt } from './log-errors.js';
import { type RecordWindow, readWindow, recordOf } from './log-frame.js';
import type { Segment } from './segment.js';

/** How many readers at different places go on where they were without a search. */
const WINDOWS = 4;
const IDLE_FILES = 4;

interface HeldWindow extends RecordWindow {
  readonly segment: Segment;
}

/** Reads records out of large verified pieces of the segments, and keeps the last few pieces. */
export class LogReader {
  private readonly files: ReadingFiles;
  /** The last used at the end. */
  private windows: HeldWindow[] = [];

  constructor(
    storage: Storage,
    private readonly segments: readonly Segment[],
    private readonly windowBytes: number,
    private readonly checksum: Checksum,
  ) {
    this.files = new ReadingFiles(storage, IDLE_FILES);
  }

  /** At least one record, from `offset`, which is stored; the bytes lie in memory shared with other records. */
  async read(offset: number, max: number, maxBytes: number): Promise<LogRecord[]> {
    const window = await this.windowAt(offset);
    const records: LogRecord[] = [];
    let left = maxBytes;
    const until = Math.min(window.end, offset + max);
    for (let at = offset; at < until && (left > 0 || at === offset); at++) {
      const bytes = recordOf(window, at);
      left -= bytes.length;
      records.push({ offset: at, bytes });
    }
    return records;
  }

  close(): Promise<void> {
    this.windows = [];
    return this.files.close();
  }

  private async windowAt(offset: number): Promise<HeldWindow> {
    const held = this.windows.findIndex((window) => window.first <= offset && offset < window.end);
    const window =
      held >= 0
        ? (this.windows.splice(held, 1)[0] as HeldWindow)
        : await this.load(this.segmentOf(offset), offset);
    this.windows.push(window);
    if (this.windows.length > WINDOWS) this.windows.shift();
    return window;
  }

  private async load(segment: Segment, offset: number): Promise<HeldWindow> {
    const before = this.windows.find((window) => window.segment === segment && window.end === offset);
    let { first, position } = before
      ? { first: offset, position: before.endPosition }
      : segment.placeOf(offset);
    for (;;) {
      const window = await this.piece(segment, first, position);
      if (offset < window.end) return { ...window, segment };
      first = window.end;
      position = window.endPosition;
    }
  }

  private async piece(segment: Segment, first: number, position: number): Promise<RecordWindow> {
    // What lies behind is not durable, or not there.
    const rest = segment.bytes - position;
    const place = { file: segment.file, position };
    const read = (length: number) =>
      this.files.use(segment.file, (file) => file.read(position, Math.min(length, rest)));
    const window = readWindow(await read(this.windowBytes), place, first, this.checksum);
    if (typeof window !== 'number') return this.nonEmpty(window, place);
    const wider = window <= rest ? readWindow(await read(window), place, first, this.checksum) : window;
    if (typeof wider !== 'number') return this.nonEmpty(wider, place);
    throw new LogCorrupt(first, segment.file, position, 'is not what was written');
  }

  private nonEmpty(
    window: RecordWindow,
    { file, position }: { file: string; position: number },
  ): RecordWindow {
    if (window.end > window.first) return window;
    throw new LogCorrupt(window.first, file, position, 'the file ends before it');
  }

  private segmentOf(offset: number): Segment {
    let low = 0;
    let high = this.segments.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.segments[middle] as Segment).first <= offset) low = middle;
      else high = middle;
    }
    return this.segments[low] as Segment;
  }
}
