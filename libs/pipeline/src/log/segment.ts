import { readSmallFile, writeSmallFile } from '../storage/small-file.js';
import type { Storage } from '../storage/storage.js';
import { StorageFull } from '../storage/storage-errors.js';

/** A place is kept in memory for so many bytes of a segment: 16 bytes for 64 KiB. */
const INDEX_EVERY_BYTES = 64 * 1024;
const SEGMENT_FILE = /^(\d{16})\.log$/;

/** How far one file of the log is durable: its first offset, the one after its last record, its bytes. */
export interface SegmentProgress {
  readonly first: number;
  readonly end: number;
  readonly bytes: number;
}

/** One file of the log: where its records stand, roughly. */
export class Segment {
  /** The offset after its last durable record. */
  end: number;
  /** Bytes of its durable frames. */
  bytes = 0;
  /** Pairs of the first offset and the position of a frame, in order. */
  private readonly places: number[] = [];

  constructor(readonly first: number) {
    this.end = first;
  }

  /** The segment that a file holds, by its name. */
  static named(name: string): Segment | undefined {
    const first = SEGMENT_FILE.exec(name)?.[1];
    return first === undefined ? undefined : new Segment(Number(first));
  }

  get file(): string {
    return `${this.stem}.log`;
  }

  /** Counts a frame that has become durable. */
  add(count: number, bytes: number): void {
    const last = this.places.at(-1);
    if (last === undefined || this.bytes - last >= INDEX_EVERY_BYTES) this.places.push(this.end, this.bytes);
    this.end += count;
    this.bytes += bytes;
  }

  /** The last known frame that begins at or before a record of this segment. */
  placeOf(offset: number): { readonly first: number; readonly position: number } {
    let low = 0;
    let high = this.places.length >> 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.places[middle * 2] as number) <= offset) low = middle;
      else high = middle;
    }
    return { first: this.places[low * 2] ?? this.first, position: this.places[low * 2 + 1] ?? 0 };
  }

  /** Writes down what would take a scan to find out, when nothing will be added; a hint, so it is not awaited on disk. */
  async saveIndex(storage: Storage): Promise<void> {
    const numbers = Float64Array.from([this.end, this.bytes, ...this.places]);
    try {
      await storage.remove(this.indexFile);
      await writeSmallFile(storage, this.indexFile, new Uint8Array(numbers.buffer), { sync: false });
    } catch (error) {
      if (!(error instanceof StorageFull)) throw error;
    }
  }

  /** Whether there was an unharmed index to be loaded. */
  async loadIndex(storage: Storage): Promise<boolean> {
    const content = await readSmallFile(storage, this.indexFile);
    if (typeof content === 'string') return false;
    const [end, bytes, ...places] = new Float64Array(content.slice().buffer);
    if (end === undefined || bytes === undefined) return false;
    this.end = end;
    this.bytes = bytes;
    this.places.push(...places);
    return true;
  }

  private get indexFile(): string {
    return `${this.stem}.index`;
  }

  private get stem(): string {
    return String(this.first).padStart(16, '0');
  }
}
