import { Metadata, status } from '@grpc/grpc-js';
import {
  bindService,
  type CallContext,
  type Client,
  createClient,
  PassedStatus,
  RemoteError,
  type RunningService,
  startService,
} from '../src/index.js';
import { everyoneIs, silentLog, testClientConfig, testServerConfig } from '../src/testing/index.js';

const encode = (text: string): Buffer => Buffer.from(text);
const decode = (bytes: Buffer): string => bytes.toString();
const codec = {
  requestSerialize: encode,
  requestDeserialize: decode,
  responseSerialize: encode,
  responseDeserialize: decode,
};
const DEFINITION = {
  single: { ...codec, path: '/teste.Servico/Single', requestStream: false, responseStream: false },
  stream: { ...codec, path: '/teste.Servico/Stream', requestStream: false, responseStream: true },
  refused: { ...codec, path: '/teste.Servico/Refused', requestStream: false, responseStream: false },
} as const;

let server: RunningService;
let client: Client<typeof DEFINITION>;

const headed = (context: CallContext): void => {
  const metadata = new Metadata();
  metadata.set('x-no-inicio', 'sim');
  context.sendHeaders(metadata);
};

const trailed = (context: CallContext): void => {
  const metadata = new Metadata();
  metadata.set('x-no-fim-bin', Buffer.from([0, 255]));
  context.setTrailers(metadata);
};

beforeAll(async () => {
  const why = new Metadata();
  why.set('x-motivo', 'porque sim');
  const service = bindService(DEFINITION, {
    single: async (_request, context) => {
      headed(context);
      trailed(context);
      return 'uma';
    },
    stream: async function* (_request, context) {
      headed(context);
      trailed(context);
      yield 'uma';
    },
    refused: async () => {
      throw new PassedStatus(status.DATA_LOSS, 'tal e qual', why);
    },
  });
  server = await startService({
    gatekeeper: everyoneIs(),
    server: testServerConfig,
    log: silentLog,
    services: [service],
  });
  client = createClient(DEFINITION, `127.0.0.1:${server.port}`, { ...testClientConfig, name: 'teste' });
});

afterAll(async () => {
  client.close();
  await server.close();
});

/** What a call tells besides its messages, in order. */
function listener() {
  const told: string[] = [];
  const onHeaders = (headers: Metadata): void => void told.push(`headers ${headers.get('x-no-inicio')}`);
  const onTrailers = (trailers: Metadata): void => {
    told.push(`trailers ${(trailers.get('x-no-fim-bin')[0] as Buffer).toString('hex')}`);
  };
  return { told, hear: { onHeaders, onTrailers } };
}

describe('a client that passes answers on', () => {
  it('hears headers and trailers of a single answer before the answer', async () => {
    const { told, hear } = listener();
    await client.single('oi', hear);
    expect(told).toEqual(['headers sim', 'trailers 00ff']);
  });

  it('hears headers of a stream before its first message, trailers before its end', async () => {
    const { told, hear } = listener();
    for await (const message of client.stream('oi', hear)) told.push(message);
    expect([told[0], told.slice(1).sort()]).toEqual(['headers sim', ['trailers 00ff', 'uma']]);
  });

  it('hears no trailers of a call that failed', async () => {
    const { told, hear } = listener();
    await expect(client.refused('oi', hear)).rejects.toBeInstanceOf(RemoteError);
    expect(told.filter((line) => line.startsWith('trailers'))).toEqual([]);
  });
});

describe('a server that passes a status on', () => {
  it('answers it exactly as it is', async () => {
    const error = await client.refused('oi').catch((thrown: unknown) => thrown as RemoteError);
    expect(error).toMatchObject({ code: status.DATA_LOSS, message: 'tal e qual' });
    expect((error as RemoteError).metadata.get('x-motivo')).toEqual(['porque sim']);
  });
});
