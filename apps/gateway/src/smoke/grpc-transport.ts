import {
  type DescMethod,
  fromBinary,
  fromJson,
  type JsonValue,
  type Message,
  type MessageShape,
  toBinary,
  toJson,
} from '@bufbuild/protobuf';
import { type ChannelCredentials, Client, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { descriptorRegistry } from '@trilha/proto-gen';
import { CallFailed, type Download, type Json, type Transport } from './transport.js';

const PIECE_BYTES = 64 * 1024;

type Bytes = Uint8Array;
const encode = (bytes: Bytes): Buffer => Buffer.from(bytes);
const decode = (bytes: Buffer): Bytes => bytes;

export interface GrpcTransportOptions {
  readonly timeoutMs: number;
  /** Shown with every call. */
  readonly token: string;
  /** How connections are protected. */
  readonly channel: ChannelCredentials;
}

/**
 * Calls the services themselves, without the gateway.
 *
 * @param targetOf gRPC target of the service of a package such as `trilha.cursos.v1`
 */
export function createGrpcTransport(
  targetOf: (service: string) => string,
  { timeoutMs, token, channel }: GrpcTransportOptions,
): Transport {
  const registry = descriptorRegistry();
  const clients = new Map<string, Client>();

  const open = (rpc: string) => {
    const [service = '', name] = rpc.split('/');
    const method = registry.getService(service)?.methods.find((candidate) => candidate.name === name);
    if (method === undefined) throw new Error(`no such method: ${rpc}`);
    const target = targetOf(service.split('.')[1] ?? '');
    const client = clients.get(target) ?? new Client(target, channel);
    clients.set(target, client);
    return { client, method, path: `/${rpc}` };
  };
  const metadata = new Metadata();
  metadata.set('authorization', `Bearer ${token}`);
  const deadline = () => ({ deadline: Date.now() + timeoutMs });
  const request = (method: DescMethod, json: Json): Bytes =>
    toBinary(method.input, fromJson(method.input, json as JsonValue, { registry }));
  const answer = (method: DescMethod, bytes: Bytes): Json =>
    toJson(method.output, fromBinary(method.output, bytes), { registry }) as Json;

  const unaryBytes = ({ client, path }: ReturnType<typeof open>, bytes: Bytes): Promise<Bytes> =>
    new Promise((resolve, reject) => {
      client.makeUnaryRequest(path, encode, decode, bytes, metadata, deadline(), (error, value) =>
        error ? reject(failed(error)) : resolve(value as Bytes),
      );
    });

  async function* streamBytes(
    { client, path }: ReturnType<typeof open>,
    bytes: Bytes,
    signal?: AbortSignal,
  ): AsyncIterable<Bytes> {
    const stream = client.makeServerStreamRequest(path, encode, decode, bytes, metadata, deadline());
    signal?.addEventListener('abort', () => stream.cancel());
    try {
      for await (const item of stream) yield item as Bytes;
    } catch (error) {
      if (!signal?.aborted) throw failed(error as ServiceError);
    } finally {
      stream.cancel();
    }
  }

  return {
    name: 'grpc',
    unary: async (rpc, json) => {
      const opened = open(rpc);
      return answer(opened.method, await unaryBytes(opened, request(opened.method, json)));
    },
    async *stream(rpc, json, signal) {
      const opened = open(rpc);
      for await (const bytes of streamBytes(opened, request(opened.method, json), signal)) {
        yield answer(opened.method, bytes);
      }
    },
    upload: (rpc, json, bytes) => {
      const { client, method, path } = open(rpc);
      return new Promise((resolve, reject) => {
        const call = client.makeClientStreamRequest(
          path,
          encode,
          decode,
          metadata,
          deadline(),
          (error, value) => (error ? reject(failed(error)) : resolve(answer(method, value as Bytes))),
        );
        call.write(request(method, json));
        for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
          const data = bytes.subarray(at, at + PIECE_BYTES).toString('base64');
          call.write(request(method, { conteudo: { data } }));
        }
        call.end();
      });
    },
    download: async (rpc, json) => {
      const opened = open(rpc);
      const bytes = request(opened.method, json);
      const bodies: Body[] = [];
      if (opened.method.methodKind === 'unary')
        bodies.push(bodyOf(opened.method, await unaryBytes(opened, bytes)));
      else for await (const item of streamBytes(opened, bytes)) bodies.push(bodyOf(opened.method, item));
      return {
        contentType: bodies[0]?.contentType ?? '',
        bytes: Buffer.concat(bodies.map(({ data }) => data)),
      } satisfies Download;
    },
    exchange: async (rpc, requests) => {
      const { client, method, path } = open(rpc);
      const call = client.makeBidiStreamRequest(path, encode, decode, metadata, deadline());
      for (const json of requests) call.write(request(method, json));
      call.end();
      const answers: Json[] = [];
      try {
        for await (const bytes of call) answers.push(answer(method, bytes as Bytes));
      } catch (error) {
        throw failed(error as ServiceError);
      }
      return answers;
    },
    close: () => {
      for (const client of clients.values()) client.close();
    },
  };
}

/** google.api.HttpBody. */
type Body = Message & { contentType: string; data: Bytes };

function bodyOf({ output }: DescMethod, bytes: Bytes): Body {
  if (output.typeName !== 'google.api.HttpBody') throw new Error(`${output.typeName} is not an HttpBody`);
  return fromBinary(output, bytes) as MessageShape<typeof output> as Body;
}

const failed = (error: ServiceError): CallFailed =>
  new CallFailed(status[error.code] ?? String(error.code), error.details || error.message);
