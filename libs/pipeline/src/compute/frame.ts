/** Bytes of the length before each payload: an unsigned integer, the highest byte first. */
export const HEADER_BYTES = 4;

/** One message with its length before it. */
export function encodeFrame(payload: string | Uint8Array): Buffer {
  const bytes = typeof payload === 'string' ? Buffer.byteLength(payload) : payload.length;
  const frame = Buffer.allocUnsafe(HEADER_BYTES + bytes);
  frame.writeUInt32BE(bytes, 0);
  if (typeof payload === 'string') frame.write(payload, HEADER_BYTES);
  else frame.set(payload, HEADER_BYTES);
  return frame;
}

export type Frame =
  | { readonly kind: 'payload'; readonly payload: Buffer }
  /** More than is taken. Its payload is skipped, so that what comes after it is still understood. */
  | { readonly kind: 'oversized'; readonly bytes: number };

/**
 * Finds the frames in a stream of bytes, however it was cut. Never holds more than one payload of the size allowed: an
 * oversized frame is told of when its length is known, and none of it is kept.
 */
export class FrameSplitter {
  private readonly header = Buffer.alloc(HEADER_BYTES);
  private headerBytes = 0;
  /** The payload begun, and how much of it is there. */
  private payload: Buffer | undefined;
  private payloadBytes = 0;
  /** Of an oversized payload, still to come. */
  private skipBytes = 0;

  constructor(private readonly maxPayloadBytes: number) {}

  /** Whether a frame has begun and not ended. */
  get midFrame(): boolean {
    return this.headerBytes > 0 || this.payload !== undefined || this.skipBytes > 0;
  }

  /** Takes the next bytes and gives the frames they end. A payload may share memory with `chunk`. */
  *push(chunk: Buffer): Generator<Frame> {
    let at = 0;
    while (at < chunk.length) {
      if (this.skipBytes > 0) {
        const skipped = Math.min(this.skipBytes, chunk.length - at);
        this.skipBytes -= skipped;
        at += skipped;
      } else if (this.payload !== undefined) {
        const copied = chunk.copy(this.payload, this.payloadBytes, at);
        at += copied;
        this.payloadBytes += copied;
        if (this.payloadBytes < this.payload.length) return;
        const { payload } = this;
        this.payload = undefined;
        yield { kind: 'payload', payload };
      } else {
        at += this.takeHeader(chunk, at);
        if (this.headerBytes < HEADER_BYTES) return;
        this.headerBytes = 0;
        const bytes = this.header.readUInt32BE(0);
        if (bytes > this.maxPayloadBytes) {
          this.skipBytes = bytes;
          yield { kind: 'oversized', bytes };
        } else if (at + bytes <= chunk.length) {
          yield { kind: 'payload', payload: chunk.subarray(at, at + bytes) };
          at += bytes;
        } else {
          this.payload = Buffer.allocUnsafe(bytes);
          this.payloadBytes = 0;
        }
      }
    }
  }

  /** @returns how many bytes of the chunk belong to the length */
  private takeHeader(chunk: Buffer, at: number): number {
    const taken = chunk.copy(this.header, this.headerBytes, at);
    this.headerBytes += taken;
    return taken;
  }
}
