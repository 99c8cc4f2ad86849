import type { MethodDefinition } from '@grpc/grpc-js';

/** Bytes of one message: a small request such as most are. */
export const MESSAGE_BYTES = 100;

const same = (bytes: Buffer): Buffer => bytes;

/** Echo of bytes as they are, so that no message codec takes part in what is measured. */
export const echoDefinition = {
  echo: {
    path: '/trilha.bench.v1.EchoService/Echo',
    requestStream: false,
    responseStream: false,
    requestSerialize: same,
    requestDeserialize: same,
    responseSerialize: same,
    responseDeserialize: same,
  } satisfies MethodDefinition<Buffer, Buffer>,
} as const;
