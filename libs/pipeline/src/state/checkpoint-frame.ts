import { type Checksum, FRAME_HEADER_BYTES, type Frame, sealFrame } from '../storage/frame.js';

/** Kind of a frame that holds every part whole. */
export const FULL = 2;
/** Kind of a frame that goes on from the one before it. */
export const CHANGES = 3;

/** After the header of the frame: f64 offset, u32 number of sections. */
const PREFIX_BYTES = 12;
/** Per section: u32 length of the name, u32 kind, u32 length of the content; then name and content. */
const SECTION_BYTES = 12;

export interface Section {
  readonly name: string;
  readonly kind: typeof FULL | typeof CHANGES;
  readonly bytes: Uint8Array;
}

export interface CheckpointFrame {
  readonly offset: number;
  readonly sections: readonly Section[];
}

/** One checkpoint as a frame that will stand at `position`. */
export function encodeCheckpoint(
  { offset, sections }: CheckpointFrame,
  kind: typeof FULL | typeof CHANGES,
  position: number,
  checksum: Checksum,
): Uint8Array {
  const named = sections.map((section) => ({ ...section, label: Buffer.from(section.name, 'utf8') }));
  let length = FRAME_HEADER_BYTES + PREFIX_BYTES;
  for (const { label, bytes } of named) length += SECTION_BYTES + label.length + bytes.length;
  const frame = new Uint8Array(length);
  const view = new DataView(frame.buffer);
  view.setFloat64(FRAME_HEADER_BYTES, offset, true);
  view.setUint32(FRAME_HEADER_BYTES + 8, named.length, true);
  let at = FRAME_HEADER_BYTES + PREFIX_BYTES;
  for (const section of named) {
    view.setUint32(at, section.label.length, true);
    view.setUint32(at + 4, section.kind, true);
    view.setUint32(at + 8, section.bytes.length, true);
    frame.set(section.label, at + SECTION_BYTES);
    frame.set(section.bytes, at + SECTION_BYTES + section.label.length);
    at += SECTION_BYTES + section.label.length + section.bytes.length;
  }
  sealFrame(frame, kind, position, checksum);
  return frame;
}

/** What a verified frame holds, its sections without copying them. */
export function decodeCheckpoint(bytes: Uint8Array, frame: Frame): CheckpointFrame {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const offset = view.getFloat64(frame.payload, true);
  const sections: Section[] = [];
  let at = frame.payload + PREFIX_BYTES;
  for (let left = view.getUint32(frame.payload + 8, true); left > 0; left--) {
    const nameAt = at + SECTION_BYTES;
    const contentAt = nameAt + view.getUint32(at, true);
    const end = contentAt + view.getUint32(at + 8, true);
    sections.push({
      name: Buffer.from(bytes.subarray(nameAt, contentAt)).toString('utf8'),
      kind: view.getUint32(at + 4, true) === FULL ? FULL : CHANGES,
      bytes: bytes.subarray(contentAt, end),
    });
    at = end;
  }
  return { offset, sections };
}
