import { Code, type Transport } from '@connectrpc/connect';
import * as node from '@connectrpc/connect-node';
import * as web from '@connectrpc/connect-web';
import { Metadata } from '@grpc/grpc-js';
import { DomainError } from '@trilha/service-kit/base';
import { deferred } from './fixture/deferred.js';
import { fixtureRegistry } from './fixture/fixture-registry.js';
import { askRpc, refusalOf } from './fixture/rpc-client.js';
import { answering, refusing, type Script, silent } from './fixture/scripted-service.js';
import { BIBLIOTECA } from './fixture/start-fixture.js';
import { type Gateways, startGateways } from './fixture/start-gateways.js';

const VIZINHO = 'fixture.vizinho.v1.VizinhoService';
const UNARY = ['GetLivro'];
const ANSWERS = [...UNARY, 'AcompanharLivros'];
/** Over HTTP/1.1; streams both ways need HTTP/2. */
const HALF_DUPLEX = [...ANSWERS, 'ImportarLivros'];
const FULL_DUPLEX = [...HALF_DUPLEX, 'TraduzirLivros'];

type Client = [name: string, kinds: readonly string[], open: (to: Gateways) => Transport];

const http1 = ({ plain }: Gateways) =>
  ({ baseUrl: `http://127.0.0.1:${plain.port}`, httpVersion: '1.1' }) as const;
const secure = <V extends '1.1' | '2'>({ secure: { port }, ca }: Gateways, httpVersion: V) => ({
  baseUrl: `https://127.0.0.1:${port}`,
  httpVersion,
  nodeOptions: { ca },
});

/** Client libraries, the kinds of calls that each can make, as a method of each kind. */
const CLIENTS: Client[] = [
  [
    'Connect, binary',
    HALF_DUPLEX,
    (to) => node.createConnectTransport({ ...http1(to), useBinaryFormat: true }),
  ],
  [
    'Connect, JSON',
    HALF_DUPLEX,
    (to) => node.createConnectTransport({ ...http1(to), useBinaryFormat: false }),
  ],
  ['Connect by GET', UNARY, (to) => node.createConnectTransport({ ...http1(to), useHttpGet: true })],
  ['gRPC-Web', HALF_DUPLEX, (to) => node.createGrpcWebTransport(http1(to))],
  ['Connect of browsers', ANSWERS, (to) => web.createConnectTransport(http1(to))],
  ['gRPC-Web of browsers', ANSWERS, (to) => web.createGrpcWebTransport(http1(to))],
  [
    'native gRPC',
    FULL_DUPLEX,
    ({ plain }) => node.createGrpcTransport({ baseUrl: `http://127.0.0.1:${plain.grpcPort}` }),
  ],
  ['Connect, TLS', HALF_DUPLEX, (to) => node.createConnectTransport(secure(to, '1.1'))],
  ['gRPC-Web, TLS', HALF_DUPLEX, (to) => node.createGrpcWebTransport(secure(to, '1.1'))],
  [
    'Connect, binary, HTTP/2',
    FULL_DUPLEX,
    (to) => node.createConnectTransport({ ...secure(to, '2'), useBinaryFormat: true }),
  ],
  [
    'Connect, JSON, HTTP/2',
    FULL_DUPLEX,
    (to) => node.createConnectTransport({ ...secure(to, '2'), useBinaryFormat: false }),
  ],
  [
    'Connect by GET, HTTP/2',
    UNARY,
    (to) => node.createConnectTransport({ ...secure(to, '2'), useHttpGet: true }),
  ],
  ['gRPC-Web, HTTP/2', FULL_DUPLEX, (to) => node.createGrpcWebTransport(secure(to, '2'))],
];

const CALLS = CLIENTS.flatMap(([client, kinds, open]) => kinds.map((rpc) => ({ client, rpc, open })));

let fixture: Gateways;
/** Of gateways that wait for nobody. */
let hurried: Gateways;

beforeAll(async () => {
  fixture = await startGateways({ unaryTimeoutMs: 600_000, streamTimeoutMs: 600_000 });
  hurried = await startGateways({ unaryTimeoutMs: 100, streamTimeoutMs: 100 });
});

beforeEach(() => {
  fixture.service.calls.length = 0;
});

afterAll(() => Promise.all([fixture.close(), hurried.close()]));

const talking: Script = async function* (requests, context) {
  for await (const _ of requests);
  const early = new Metadata();
  early.set('x-cedo', 'sim');
  early.set('x-cedo-bin', Buffer.from([0, 255]));
  context.sendHeaders(early);
  const late = new Metadata();
  late.set('x-tarde', 'sim');
  context.setTrailers(late);
  yield {};
};

describe.each(CALLS)('$rpc by $client', ({ rpc, open }) => {
  let transport: Transport;

  beforeAll(() => {
    transport = open(fixture);
  });

  it('passes messages both ways', async () => {
    const streams = rpc !== 'GetLivro';
    const answers = rpc === 'ImportarLivros' ? [{ total: '2' }] : [{ id: 'á' }, { id: 'b' }];
    const expected = streams ? answers : answers.slice(0, 1);
    fixture.service.script(rpc, answering(...expected));
    const requests = rpc === 'GetLivro' ? [{ id: 'ç' }] : [{}];
    const { messages } = await askRpc(transport, rpc, { requests });
    expect(messages).toEqual(expected);
    expect(fixture.service.calls.map(({ request }) => request)).toEqual(requests);
  });

  it('passes metadata both ways, and nothing that only the inside may say', async () => {
    fixture.service.script(rpc, talking);
    const { header, trailer } = await askRpc(transport, rpc, {
      header: {
        'x-meu': 'eu',
        'x-meu-bin': 'Av0',
        authorization: 'Bearer t',
        'x-correlation-id': 'c-1',
        'x-trilha-service-authorization': 'Bearer eu-sou-um-servico',
      },
    });
    const got = fixture.service.calls[0]?.metadata as Metadata;
    expect([got.get('x-meu'), got.get('x-meu-bin')]).toEqual([['eu'], [Buffer.from([2, 253])]]);
    expect([got.get('authorization'), got.get('x-correlation-id')]).toEqual([['Bearer t'], ['c-1']]);
    expect(got.get('x-trilha-service-authorization')).toEqual([]);
    expect(header.get('x-cedo')).toBe('sim');
    expect(header.get('x-cedo-bin')?.replace(/=+$/, '')).toBe('AP8');
    expect(trailer.get('x-tarde')).toBe('sim');
    expect(header.get('x-correlation-id')).toBe('c-1');
  });

  it('passes a refusal with its details', async () => {
    fixture.service.script(
      rpc,
      refusing(
        new DomainError('invalid', 'CAMPOS_INVALIDOS', 'Não dá', {
          fieldViolations: [{ field: 'id', description: 'é obrigatório' }],
        }),
      ),
    );
    const refusal = await refusalOf(askRpc(transport, rpc));
    expect([refusal.code, refusal.rawMessage]).toEqual([Code.InvalidArgument, 'Não dá']);
    expect(refusal.findDetails(fixtureRegistry())).toMatchObject([
      { $typeName: 'google.rpc.ErrorInfo', reason: 'CAMPOS_INVALIDOS' },
      { $typeName: 'google.rpc.BadRequest', fieldViolations: [{ field: 'id' }] },
    ]);
  });

  it('tells nothing of a fault of the service', async () => {
    fixture.service.script(rpc, refusing(new Error('segredo')));
    const refusal = await refusalOf(askRpc(transport, rpc));
    expect([refusal.code, refusal.rawMessage]).toEqual([Code.Internal, 'Erro interno']);
  });

  it('is cancelled in the service when the caller cancels it', async () => {
    const begun = deferred();
    const cancelled = deferred();
    fixture.service.script(rpc, async function* (requests, context) {
      context.signal.addEventListener('abort', () => cancelled.resolve());
      begun.resolve();
      yield* silent(requests, context);
    });
    const leaving = new AbortController();
    const refusal = refusalOf(askRpc(transport, rpc, { signal: leaving.signal }));
    await begun.promise;
    leaving.abort();
    expect((await refusal).code).toBe(Code.Canceled);
    await cancelled.promise;
  });
});

describe.each(CLIENTS)('%s', (_client, kinds, open) => {
  it('hears that a service is down, and which', async () => {
    const refusal = await refusalOf(askRpc(open(fixture), 'GetVizinho', { service: VIZINHO }));
    expect([refusal.code, refusal.rawMessage]).toEqual([
      Code.Unavailable,
      'O serviço vizinho está indisponível',
    ]);
    expect(refusal.findDetails(fixtureRegistry())).toMatchObject([{ reason: 'SERVICO_INDISPONIVEL' }]);
  });

  it('hears the first answer of a stream before the second is made', async () => {
    if (!kinds.includes('AcompanharLivros')) return;
    const heard = deferred();
    fixture.service.script('AcompanharLivros', async function* () {
      yield { id: 'a' };
      await heard.promise;
      yield { id: 'b' };
    });
    const onMessage = (): void => heard.resolve();
    const { messages } = await askRpc(open(fixture), 'AcompanharLivros', { onMessage });
    expect(messages).toEqual([{ id: 'a' }, { id: 'b' }]);
  });

  /** How calls of every kind that the client makes end, when all wait for the deadline at once. */
  const endsOf = (calls: (rpc: string) => Promise<Code>): Promise<unknown[]> =>
    Promise.all(kinds.map(async (rpc) => [rpc, Code[await calls(rpc)]]));
  const ALL_LATE = kinds.map((rpc) => [rpc, 'DeadlineExceeded']);

  it('is waited for no longer than the gateway lets anyone', async () => {
    const ends = await endsOf(async (rpc) => {
      hurried.service.script(rpc, silent);
      return (await refusalOf(askRpc(open(hurried), rpc, { timeoutMs: 600_000 }))).code;
    });
    expect(ends).toEqual(ALL_LATE);
  });

  it("ends calls in the service at the caller's deadline", async () => {
    const ends = await endsOf(async (rpc) => {
      const cancelled = deferred();
      fixture.service.script(rpc, async function* (requests, context) {
        context.signal.addEventListener('abort', () => cancelled.resolve());
        yield* silent(requests, context);
      });
      const { code } = await refusalOf(askRpc(open(fixture), rpc, { timeoutMs: 300 }));
      await cancelled.promise;
      return code;
    });
    expect(ends).toEqual(ALL_LATE);
  });
});

describe.each(CLIENTS.filter(([, kinds]) => kinds.includes('TraduzirLivros')))(
  '%s',
  (_client, _kinds, open) => {
    it('takes turns with the service in a stream both ways', async () => {
      const heard = [deferred(), deferred()];
      const turns = async function* () {
        for (const [at, id] of ['a', 'b'].entries()) {
          yield { id };
          await heard[at]?.promise;
        }
      };
      fixture.service.script('TraduzirLivros', async function* (livros) {
        yield* livros;
      });
      let answers = 0;
      const onMessage = (): void => heard[answers++]?.resolve();
      const { messages } = await askRpc(open(fixture), 'TraduzirLivros', { requests: turns(), onMessage });
      expect(messages).toEqual([{ id: 'a' }, { id: 'b' }]);
    });
  },
);

describe('a stream both ways over HTTP/1.1', () => {
  it.each([
    ['Connect', (to: Gateways) => node.createConnectTransport(secure(to, '1.1'))],
    ['gRPC-Web', (to: Gateways) => node.createGrpcWebTransport(secure(to, '1.1'))],
  ])('is refused with 505 by %s, with TLS too', async (_name, open) => {
    const refusal = await refusalOf(askRpc(open(fixture), 'TraduzirLivros'));
    expect(refusal.rawMessage).toContain('505');
  });
});

describe('a stream of requests', () => {
  it.each([
    ['Connect', CLIENTS[0]],
    ['gRPC-Web', CLIENTS[3]],
  ])('by %s arrives in order', async (_name, client) => {
    fixture.service.script('ImportarLivros', answering({ total: '2' }));
    const transport = (client as Client)[2](fixture);
    await askRpc(transport, 'ImportarLivros', { requests: [{ id: 'a' }, { id: 'b' }] });
    expect(fixture.service.calls.map(({ request }) => request)).toEqual([{ id: 'a' }, { id: 'b' }]);
  });
});

describe('a method that does not exist', () => {
  it.each(CLIENTS)('is UNIMPLEMENTED by %s', async (_name, _kinds, open) => {
    const method = fixtureRegistry().getService(BIBLIOTECA)?.methods[0];
    const unknown = { ...method, name: 'Inexistente' } as never;
    const call = open(fixture).unary(unknown, undefined, undefined, undefined, {} as never);
    expect((await refusalOf(call)).code).toBe(Code.Unimplemented);
  });
});
