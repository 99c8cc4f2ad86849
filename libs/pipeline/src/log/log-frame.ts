import { type Checksum, FRAME_HEADER_BYTES, frameLength, openFrame, sealFrame } from '../storage/frame.js';
import { LogCorrupt } from './log-errors.js';
import { LENGTH_BYTES, lengthAt, PackedRecords, type Records } from './packed-records.js';

const RECORDS = 1;
/** After the header of the frame: u64 offset of the first record, u32 count; then per record u32 length and bytes. */
const PREFIX_BYTES = 12;
const U32 = 2 ** 32;

/** Encodes groups of records, each as one frame, into memory that it uses again for the next one. */
export class FrameEncoder {
  private memory = new Uint8Array(64 * 1024);

  constructor(private readonly checksum: Checksum) {}

  /** The frame that holds the records of all calls, the first at `first`; valid until the next call. */
  encode(calls: readonly Records[], bytes: number, first: number, position: number): Uint8Array {
    const length = FRAME_HEADER_BYTES + PREFIX_BYTES + bytes;
    if (this.memory.length < length) this.memory = new Uint8Array(length + (length >> 1));
    const frame = this.memory.subarray(0, length);
    const view = new DataView(frame.buffer, frame.byteOffset, length);
    let at = FRAME_HEADER_BYTES + PREFIX_BYTES;
    let count = 0;
    for (const records of calls)
      for (const record of records) {
        if (record instanceof PackedRecords) {
          frame.set(record.bytes, at);
          at += record.bytes.length;
          count += record.count;
          continue;
        }
        view.setUint32(at, record.length, true);
        frame.set(record, at + LENGTH_BYTES);
        at += LENGTH_BYTES + record.length;
        count += 1;
      }
    view.setUint32(FRAME_HEADER_BYTES, first % U32, true);
    view.setUint32(FRAME_HEADER_BYTES + 4, Math.floor(first / U32), true);
    view.setUint32(FRAME_HEADER_BYTES + 8, count, true);
    sealFrame(frame, RECORDS, position, this.checksum);
    return frame;
  }
}

/** One verified frame: where it stands in its bytes and which records it holds. */
export interface RecordFrame {
  readonly first: number;
  readonly count: number;
  /** Where the length of its first record stands. */
  readonly records: number;
  /** Where it ends. */
  readonly end: number;
}

/** Where bytes were read, to name it in errors. */
export interface BytesPlace {
  readonly file: string;
  readonly position: number;
}

/**
 * The frame at `at`, undefined when no whole and unharmed one stands there.
 *
 * @throws LogCorrupt  when it is unharmed but not the one that belongs there, because another is missing
 */
export function readFrame(
  bytes: Uint8Array,
  at: number,
  { file, position }: BytesPlace,
  expectedFirst: number,
  checksum: Checksum,
): RecordFrame | undefined {
  const frame = openFrame(bytes, at, position + at, checksum);
  if (frame === undefined) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset + frame.payload, PREFIX_BYTES);
  const first = view.getUint32(0, true) + view.getUint32(4, true) * U32;
  if (frame.kind !== RECORDS || first !== expectedFirst)
    throw new LogCorrupt(expectedFirst, file, position + at, `holds a frame of record ${first} instead`);
  return { first, count: view.getUint32(8, true), records: frame.payload + PREFIX_BYTES, end: frame.end };
}

/** A run of verified records in memory. */
export interface RecordWindow {
  readonly first: number;
  /** The offset after the last. */
  readonly end: number;
  /** Where in the file the next frame begins. */
  readonly endPosition: number;
  readonly bytes: Uint8Array;
  /** Where in `bytes` each record begins; its length stands in the four bytes before. */
  readonly starts: Uint32Array;
}

/**
 * All whole and unharmed frames at the beginning of `bytes`; or how many bytes it takes to hold the first.
 *
 * @throws LogCorrupt  when the first is harmed
 */
export function readWindow(
  bytes: Uint8Array,
  place: BytesPlace,
  first: number,
  checksum: Checksum,
): RecordWindow | number {
  const frames: RecordFrame[] = [];
  let at = 0;
  let end = first;
  while (at < bytes.length) {
    const length = frameLength(bytes, at);
    if (length !== undefined && at + length > bytes.length) {
      if (at === 0) return length;
      break;
    }
    const frame = readFrame(bytes, at, place, end, checksum);
    if (frame === undefined) {
      // What stands before is given; who reads on begins here, and is told.
      if (at > 0) break;
      throw new LogCorrupt(end, place.file, place.position, 'is not what was written');
    }
    frames.push(frame);
    at = frame.end;
    end += frame.count;
  }
  return {
    first,
    end,
    endPosition: place.position + at,
    bytes,
    starts: startsOf(bytes, frames, end - first),
  };
}

function startsOf(bytes: Uint8Array, frames: readonly RecordFrame[], count: number): Uint32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const starts = new Uint32Array(count);
  let next = 0;
  for (const frame of frames) {
    let at = frame.records;
    for (let i = 0; i < frame.count; i++) {
      starts[next++] = at + LENGTH_BYTES;
      at += LENGTH_BYTES + view.getUint32(at, true);
    }
  }
  return starts;
}

/** The bytes of one record of a window, without copying them. */
export function recordOf(window: RecordWindow, offset: number): Uint8Array {
  const { bytes, starts, first } = window;
  const start = starts[offset - first] as number;
  return new Uint8Array(bytes.buffer, bytes.byteOffset + start, lengthAt(bytes, start - LENGTH_BYTES));
}
