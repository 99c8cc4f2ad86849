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

const NOTHING = Buffer.alloc(0);

export type Frame =
  | { readonly kind: 'payload'; readonly payload: Buffer }
  /** More than is taken. Its payload is skipped, so that what comes after it is still understood. */
  | { readonly kind: 'oversized'; readonly bytes: number };

/**
 * Finds the frames in a stream of bytes, however it was cut. Never holds more than one payload of the size allowed: an
 * oversized frame is told of when its length is known, and none of it is kept.
 */
export class FrameSplitter implements IterableIterator<Frame> {
  private chunk: Buffer = NOTHING;
  /** Where the rest of the chunk begins. */
  private at = 0;
  /** What is there of the length of the next frame, and how many bytes of it. */
  private length = 0;
  private lengthBytes = 0;
  /** The payload begun, and how much of it is there. */
  private payload: Buffer | undefined;
  private payloadBytes = 0;
  /** Of an oversized payload, still to come. */
  private skipBytes = 0;

  constructor(private readonly maxPayloadBytes: number) {}

  /** Whether a frame has begun and not ended. */
  get midFrame(): boolean {
    return this.lengthBytes > 0 || this.payload !== undefined || this.skipBytes > 0;
  }

  /** Takes the next bytes, and gives the frames they end. To be called when those of the bytes before are all taken. */
  push(chunk: Buffer): this {
    this.chunk = chunk;
    this.at = 0;
    return this;
  }

  /** A payload may share memory with the bytes it came in. */
  next(): IteratorResult<Frame, undefined> {
    const value = this.nextFrame();
    if (value !== undefined) return { done: false, value };
    this.push(NOTHING);
    return { done: true, value };
  }

  [Symbol.iterator](): this {
    return this;
  }

  private nextFrame(): Frame | undefined {
    if (this.skipBytes > 0) this.skip();
    if (this.payload !== undefined) return this.fill(this.payload);
    while (this.at < this.chunk.length) {
      this.length = this.length * 256 + (this.chunk[this.at++] as number);
      this.lengthBytes += 1;
      if (this.lengthBytes === HEADER_BYTES) return this.begin();
    }
    return undefined;
  }

  /** The length is known. */
  private begin(): Frame | undefined {
    const bytes = this.length;
    this.length = 0;
    this.lengthBytes = 0;
    if (bytes > this.maxPayloadBytes) {
      this.skipBytes = bytes;
      return { kind: 'oversized', bytes };
    }
    const end = this.at + bytes;
    if (end <= this.chunk.length) {
      const payload = this.chunk.subarray(this.at, end);
      this.at = end;
      return { kind: 'payload', payload };
    }
    this.payload = Buffer.allocUnsafe(bytes);
    this.payloadBytes = 0;
    return this.fill(this.payload);
  }

  private fill(payload: Buffer): Frame | undefined {
    const copied = this.chunk.copy(payload, this.payloadBytes, this.at);
    this.at += copied;
    this.payloadBytes += copied;
    if (this.payloadBytes < payload.length) return undefined;
    this.payload = undefined;
    return { kind: 'payload', payload };
  }

  private skip(): void {
    const skipped = Math.min(this.skipBytes, this.chunk.length - this.at);
    this.skipBytes -= skipped;
    this.at += skipped;
  }
}
