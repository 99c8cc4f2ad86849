import type { DescService } from '@bufbuild/protobuf';
import {
  type BreakerState,
  type CallOptions,
  type Client,
  type ClientOptions,
  createClient,
  type Definition,
} from '@trilha/service-kit';

export type Bytes = Uint8Array;

/** A call as raw bytes: the gateway decodes only what it must. */
export type UnaryCall = (request: Bytes, options: CallOptions) => Promise<Buffer>;
export type ServerStreamCall = (request: Bytes, options: CallOptions) => AsyncIterable<Buffer>;
export type ClientStreamCall = (requests: AsyncIterable<Bytes>, options: CallOptions) => Promise<Buffer>;
export type BidiCall = (requests: AsyncIterable<Bytes>, options: CallOptions) => AsyncIterable<Buffer>;

/** All methods of one service by name, over service-kit's client, so deadlines, retries and errors are the same. */
export interface RawClient {
  readonly name: string;
  readonly methods: Readonly<Record<string, unknown>>;
  readonly breaker: () => BreakerState;
  close(): void;
}

/** The clients of all services that have a place, by full name of the service. */
export type Upstreams = ReadonlyMap<string, RawClient>;

/** What all clients of services have in common. */
export type UpstreamOptions = Omit<ClientOptions, 'name' | 'identity'>;

export function createRawClient(service: DescService, target: string, options: ClientOptions): RawClient {
  const client: Client<Definition> = createClient(rawDefinition(service), target, options);
  return { name: options.name, methods: client, breaker: client.$breaker, close: () => client.close() };
}

/** The methods of a service by name, with messages left as bytes. */
export function rawDefinition({ typeName, methods }: DescService): Definition {
  return Object.fromEntries(
    methods.map(({ name, methodKind }) => [
      name,
      {
        path: `/${typeName}/${name}`,
        requestStream: methodKind === 'client_streaming' || methodKind === 'bidi_streaming',
        responseStream: methodKind === 'server_streaming' || methodKind === 'bidi_streaming',
        requestSerialize: asBuffer,
        requestDeserialize: asIs,
        responseSerialize: asBuffer,
        responseDeserialize: asIs,
      },
    ]),
  );
}

const asIs = (bytes: Buffer): Buffer => bytes;
const asBuffer = (bytes: Bytes): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
