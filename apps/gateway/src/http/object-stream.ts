import { status } from '@grpc/grpc-js';
import type { ObjectInfo } from '@trilha/proto-gen/midia';
import { RemoteError } from '@trilha/service-kit';
import type { RawBody } from './http-body.js';
import { objectInfoOf } from './object-info.js';

/** A stream of raw bytes whose first message is known, so that headers can be made of it. */
export interface OpenedStream {
  readonly first: RawBody | undefined;
  /** What the first message says of the whole object; undefined for bytes without a length known in advance. */
  readonly info: ObjectInfo | undefined;
  /** All bytes, those of the first message included. */
  bytes(): AsyncIterable<Buffer>;
  /** Takes no more bytes and cancels the call. */
  cancel(): Promise<void>;
}

/** Opens a stream of HttpBody and waits for its first message. Failures before it are thrown. */
export async function openStream(
  messages: AsyncIterable<Uint8Array>,
  read: (message: Uint8Array) => RawBody,
): Promise<OpenedStream> {
  const iterator = messages[Symbol.asyncIterator]();
  const start = await iterator.next();
  const first = start.done ? undefined : read(start.value);
  const cancel = async (): Promise<void> => {
    await iterator.return?.();
  };
  return {
    first,
    info: first === undefined ? undefined : objectInfoOf(first),
    cancel,
    async *bytes() {
      try {
        if (first !== undefined && first.data.length > 0) yield first.data;
        for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
          const { data } = read(next.value);
          if (data.length > 0) yield data;
        }
      } finally {
        await cancel();
      }
    },
  };
}

/** The part asked for lies beyond the end of the object. */
export const isOutOfRange = (error: unknown): boolean =>
  error instanceof RemoteError && error.code === status.OUT_OF_RANGE;
