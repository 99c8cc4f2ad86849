/** Entries (float64), words of the filter, seed of the hashes, checksum of all but the blocks, magic; u32 each. */
export const FOOTER_BYTES = 8 + 4 * 4;
/** Of them are in the checksum. */
export const CHECKED_FOOTER_BYTES = 16;
const MAGIC = 0x324b5254;

/** What the end of a run says of it. */
export interface RunFooter {
  readonly entries: number;
  readonly filterWords: number;
  readonly seed: number;
}

/** The checksum is still to be put in; see {@link sealFooter}. */
export function writeFooter({ entries, filterWords, seed }: RunFooter): Uint8Array {
  const view = new DataView(new ArrayBuffer(FOOTER_BYTES));
  view.setFloat64(0, entries, true);
  view.setUint32(8, filterWords, true);
  view.setUint32(12, seed, true);
  view.setUint32(20, MAGIC, true);
  return new Uint8Array(view.buffer);
}

export function sealFooter(footer: Uint8Array, checksum: number): void {
  viewOf(footer).setUint32(16, checksum, true);
}

/** What was written, or undefined when this is no footer; whether it is whole, only the checksum tells. */
export function readFooter(bytes: Uint8Array): (RunFooter & { readonly checksum: number }) | undefined {
  if (bytes.length !== FOOTER_BYTES) return undefined;
  const view = viewOf(bytes);
  if (view.getUint32(20, true) !== MAGIC) return undefined;
  return {
    entries: view.getFloat64(0, true),
    filterWords: view.getUint32(8, true),
    seed: view.getUint32(12, true),
    checksum: view.getUint32(16, true),
  };
}

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
