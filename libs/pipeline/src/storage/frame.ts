import { crc32 } from 'node:zlib';

/**
 * Computes the checksum of bytes, going on from `seed`; unsigned 32 bits. Tests replace it to prove that they would
 * notice its absence.
 */
export type Checksum = (bytes: Uint8Array, seed: number) => number;

/**
 * CRC-32 (IEEE 802.3) from zlib: 5 GB/s, against 0.9 GB/s of a table-driven CRC-32C in JavaScript. It finds every error
 * of up to 32 bits in a row, and any three flipped bits in frames of up to 11 KiB.
 */
export const crc32Checksum: Checksum = crc32;

/**
 * Bytes of a frame before its payload, little-endian: u32 magic, u32 checksum of all that follows, u32 kind, u32 length
 * of the payload.
 */
export const FRAME_HEADER_BYTES = 16;

const MAGIC = 0x31_46_52_54;
const MAGIC_BYTES = Buffer.from('TRF1', 'latin1');
const CHECKED_FROM = 8;

export interface Frame {
  readonly kind: number;
  /** Positions in the bytes in which the frame was found. */
  readonly payload: number;
  readonly end: number;
}

/**
 * Writes the header of a frame whose payload fills the rest of `frame`. The checksum begins with the position at which
 * the frame will stand in its file, so that a copy of it elsewhere, in a record for instance, is no frame.
 */
export function sealFrame(frame: Uint8Array, kind: number, position: number, checksum: Checksum): void {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  view.setUint32(0, MAGIC, true);
  view.setUint32(8, kind, true);
  view.setUint32(12, frame.length - FRAME_HEADER_BYTES, true);
  view.setUint32(4, checksum(frame.subarray(CHECKED_FROM), seedOf(position)), true);
}

/** Bytes of the frame that begins at `at`, by its header alone; undefined when no header stands there. */
export function frameLength(bytes: Uint8Array, at: number): number | undefined {
  if (bytes.length - at < FRAME_HEADER_BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, FRAME_HEADER_BYTES);
  if (view.getUint32(0, true) !== MAGIC) return undefined;
  return FRAME_HEADER_BYTES + view.getUint32(12, true);
}

/** The whole and unharmed frame at `at`, where `position` is its place in the file; undefined when there is none. */
export function openFrame(
  bytes: Uint8Array,
  at: number,
  position: number,
  checksum: Checksum,
): Frame | undefined {
  const length = frameLength(bytes, at);
  if (length === undefined || at + length > bytes.length) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, FRAME_HEADER_BYTES);
  const checked = bytes.subarray(at + CHECKED_FROM, at + length);
  if (view.getUint32(4, true) !== checksum(checked, seedOf(position))) return undefined;
  return { kind: view.getUint32(8, true), payload: at + FRAME_HEADER_BYTES, end: at + length };
}

/** Whether any whole frame begins after `from`; `position` is where the bytes stand in their file. */
export function holdsFrameAfter(
  bytes: Uint8Array,
  from: number,
  position: number,
  checksum: Checksum,
): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = buffer.indexOf(MAGIC_BYTES, from + 1); at >= 0; at = buffer.indexOf(MAGIC_BYTES, at + 1))
    if (openFrame(bytes, at, position + at, checksum) !== undefined) return true;
  return false;
}

function seedOf(position: number): number {
  return position >>> 0;
}
