import { status } from '@grpc/grpc-js';
import { ObjectInfo } from '@trilha/proto-gen/midia';
import { RemoteError } from '@trilha/service-kit';
import type { RawBody } from './http-body.js';
import type { Validators } from './preconditions.js';

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

const OBJECT_INFO = '/trilha.midia.v1.ObjectInfo';

/** Opens a stream of HttpBody and waits for its first message. Failures before it are thrown. */
export async function openStream(
  messages: AsyncIterable<Uint8Array>,
  read: (message: Uint8Array) => RawBody,
): Promise<OpenedStream> {
  const iterator = messages[Symbol.asyncIterator]();
  const start = await iterator.next();
  const first = start.done ? undefined : read(start.value);
  const extension = first?.extensions.find(({ typeUrl }) => typeUrl.endsWith(OBJECT_INFO));
  const cancel = async (): Promise<void> => {
    await iterator.return?.();
  };
  return {
    first,
    info: extension === undefined ? undefined : ObjectInfo.decode(extension.value),
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

export const validatorsOf = (info: ObjectInfo | undefined): Validators => ({
  etag: info === undefined || info.etag === '' ? undefined : `"${info.etag}"`,
  lastModified: info?.atualizadoEm,
});

/** The part asked for lies beyond the end of the object. */
export const isOutOfRange = (error: unknown): boolean =>
  error instanceof RemoteError && error.code === status.OUT_OF_RANGE;
