import { once } from 'node:events';
import { Metadata, status } from '@grpc/grpc-js';
import { ErrorInfo, Status } from '@trilha/proto-gen/rpc';
import { ERROR_DOMAIN, RemoteError, statusDetailsOf } from '@trilha/service-kit';
import { DomainError } from '@trilha/service-kit/base';
import { deferred } from './fixture/deferred.js';
import { endOf, GrpcClient } from './fixture/grpc-client.js';
import { ask } from './fixture/http-client.js';
import { answering, refusing, type Script, silent } from './fixture/scripted-service.js';
import { BIBLIOTECA, type Fixture, startFixture } from './fixture/start-fixture.js';

const VIZINHO = 'fixture.vizinho.v1.VizinhoService';
/** Each kind of call with a method of it. */
const KINDS = [
  ['unary', 'GetLivro'],
  ['server stream', 'AcompanharLivros'],
  ['client stream', 'ImportarLivros'],
  ['stream both ways', 'TraduzirLivros'],
] as const;

let fixture: Fixture;
let biblioteca: GrpcClient;
let vizinho: GrpcClient;

beforeAll(async () => {
  fixture = await startFixture({ unaryTimeoutMs: 600_000, streamTimeoutMs: 600_000 });
  biblioteca = new GrpcClient(fixture.gateway.grpcPort, BIBLIOTECA);
  vizinho = new GrpcClient(fixture.gateway.grpcPort, VIZINHO);
});

beforeEach(() => {
  fixture.service.calls.length = 0;
});

afterAll(async () => {
  biblioteca.close();
  vizinho.close();
  await fixture.close();
});

const metadataOf = (entries: Record<string, string | Buffer>): Metadata => {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(entries)) metadata.set(name, value);
  return metadata;
};

describe('messages', () => {
  it('pass in a unary call', async () => {
    fixture.service.script('GetLivro', answering({ id: 'l', titulo: 'Dom Casmurro' }));
    const { messages, status: end } = await biblioteca.ask('GetLivro', { requests: [{ id: 'l' }] });
    expect([end.code, messages]).toEqual([status.OK, [{ id: 'l', titulo: 'Dom Casmurro' }]]);
    expect(fixture.service.calls.map(({ request }) => request)).toEqual([{ id: 'l' }]);
  });

  it('pass in a stream of answers', async () => {
    fixture.service.script('AcompanharLivros', answering({ id: 'a' }, { id: 'b' }));
    const { messages } = await biblioteca.ask('AcompanharLivros');
    expect(messages).toEqual([{ id: 'a' }, { id: 'b' }]);
  });

  it('pass in a stream of requests', async () => {
    fixture.service.script('ImportarLivros', answering({ total: '2' }));
    const { messages } = await biblioteca.ask('ImportarLivros', { requests: [{ id: 'a' }, { id: 'b' }] });
    expect(messages).toEqual([{ total: '2' }]);
    expect(fixture.service.calls.map(({ request }) => request)).toEqual([{ id: 'a' }, { id: 'b' }]);
  });

  it('pass both ways by turns', async () => {
    fixture.service.script('TraduzirLivros', async function* (livros) {
      yield* livros;
    });
    const call = biblioteca.open('TraduzirLivros');
    const heard: unknown[] = [];
    for (const id of ['a', 'b']) {
      call.write({ id });
      heard.push(...(await once(call, 'data')));
    }
    call.on('data', () => {});
    call.end();
    expect([(await endOf(call)).code, heard]).toEqual([status.OK, [{ id: 'a' }, { id: 'b' }]]);
  });

  it('pass for a method without a REST route', async () => {
    fixture.service.script('Escondido', answering({ id: 'l' }));
    expect((await biblioteca.ask('Escondido')).messages).toEqual([{ id: 'l' }]);
  });

  it('pass as the bytes that they are', async () => {
    const unknownField = Buffer.from([0x0a, 0x01, 0x6c, 0xfa, 0x7f, 0x01, 0x78]);
    fixture.service.script('GetLivro', answering(unknownField));
    expect((await biblioteca.ask('GetLivro')).messages).toEqual([{ id: 'l' }]);
  });
});

describe.each(KINDS)('metadata of a %s', (_kind, rpc) => {
  const talking: Script = async function* (requests, context) {
    for await (const _ of requests);
    context.sendHeaders(metadataOf({ 'x-cedo': 'sim', 'x-cedo-bin': Buffer.from([0, 255]) }));
    context.setTrailers(metadataOf({ 'x-tarde': 'sim', 'x-tarde-bin': Buffer.from([1, 254]) }));
    yield {};
  };

  it('passes both ways, text and bytes', async () => {
    fixture.service.script(rpc, talking);
    const sent = { 'x-meu': 'eu', 'x-meu-bin': Buffer.from([2, 253]), authorization: 'Bearer t' };
    const { headers, status: end } = await biblioteca.ask(rpc, { metadata: sent });
    const got = fixture.service.calls[0]?.metadata as Metadata;
    expect([got.get('x-meu'), got.get('x-meu-bin')]).toEqual([['eu'], [Buffer.from([2, 253])]]);
    expect(got.get('authorization')).toEqual(['Bearer t']);
    expect([headers.get('x-cedo'), headers.get('x-cedo-bin')]).toEqual([['sim'], [Buffer.from([0, 255])]]);
    expect([end.metadata.get('x-tarde'), end.metadata.get('x-tarde-bin')]).toEqual([
      ['sim'],
      [Buffer.from([1, 254])],
    ]);
  });

  it('passes correlation id and trace, and nothing that only the inside may say', async () => {
    fixture.service.script(rpc, talking);
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const sent = {
      'x-correlation-id': 'c-1',
      'x-trilha-service-authorization': 'Bearer eu-sou-um-servico',
      traceparent,
    };
    const { headers } = await biblioteca.ask(rpc, { metadata: sent });
    const got = fixture.service.calls[0]?.metadata as Metadata;
    expect([got.get('x-correlation-id'), headers.get('x-correlation-id')]).toEqual([['c-1'], ['c-1']]);
    expect(got.get('traceparent')).toEqual([traceparent]);
    expect(got.get('x-trilha-service-authorization')).toEqual([]);
  });
});

describe.each(KINDS)('a refusal of a %s', (_kind, rpc) => {
  it('passes with its details as they came', async () => {
    const refusal = new DomainError('not-found', 'LIVRO_NAO_ENCONTRADO', 'Não há este livro');
    fixture.service.script(rpc, refusing(refusal));
    const { status: end } = await biblioteca.ask(rpc);
    expect([end.code, end.details]).toEqual([status.NOT_FOUND, 'Não há este livro']);
    const [detail] = statusDetailsOf(end.metadata)?.details ?? [];
    expect(ErrorInfo.decode(detail?.value as Buffer)).toMatchObject({ reason: 'LIVRO_NAO_ENCONTRADO' });
    expect(end.metadata.get('x-correlation-id')).toHaveLength(1);
  });

  it('is opaque when it is a fault of the service', async () => {
    fixture.service.script(rpc, refusing(new Error('segredo')));
    const { status: end } = await biblioteca.ask(rpc);
    expect([end.code, end.details]).toEqual([status.INTERNAL, 'Erro interno']);
  });
});

describe('the deadline', () => {
  /** Kinds whose calls waited for the deadline, all at once. */
  const late = async (calls: (rpc: string) => Promise<{ code: number }>): Promise<unknown[]> =>
    Promise.all(KINDS.map(async ([kind, rpc]) => [kind, status[(await calls(rpc)).code]]));
  const ALL_LATE = KINDS.map(([kind]) => [kind, 'DEADLINE_EXCEEDED']);

  it.each(KINDS)("of a %s is the caller's, and the service knows it", async (_kind, rpc) => {
    const seen = deferred<number>();
    fixture.service.script(rpc, async function* (_requests, { deadline }) {
      seen.resolve(deadline?.getTime() ?? Number.POSITIVE_INFINITY);
      yield {};
    });
    const latest = Date.now() + 60_000;
    await biblioteca.ask(rpc, { deadlineMs: 60_000 });
    expect(await seen.promise).toBeLessThanOrEqual(latest + 1_000);
  });

  it('is never later than the gateway allows, whatever the kind', async () => {
    const hurried = await startFixture({ unaryTimeoutMs: 100, streamTimeoutMs: 100 });
    const client = new GrpcClient(hurried.gateway.grpcPort, BIBLIOTECA);
    const ends = await late(async (rpc) => {
      hurried.service.script(rpc, silent);
      return (await client.ask(rpc, { deadlineMs: 600_000 })).status;
    });
    expect(ends).toEqual(ALL_LATE);
    client.close();
    await hurried.close();
  });

  it('ends the call for caller and service, whatever the kind', async () => {
    const ends = await late(async (rpc) => {
      const cancelled = deferred();
      fixture.service.script(rpc, async function* (requests, context) {
        context.signal.addEventListener('abort', () => cancelled.resolve());
        yield* silent(requests, context);
      });
      const { status: end } = await biblioteca.ask(rpc, { deadlineMs: 500 });
      await cancelled.promise;
      return end;
    });
    expect(ends).toEqual(ALL_LATE);
  });
});

describe.each(KINDS)('a caller who cancels a %s', (_kind, rpc) => {
  it('cancels it in the service', async () => {
    const begun = deferred();
    const cancelled = deferred();
    fixture.service.script(rpc, async function* (requests, context) {
      context.signal.addEventListener('abort', () => cancelled.resolve());
      begun.resolve();
      yield* silent(requests, context);
    });
    const call = biblioteca.open(rpc);
    call.on('error', () => {});
    call.write({});
    if (rpc === 'GetLivro' || rpc === 'AcompanharLivros') call.end();
    await begun.promise;
    call.cancel();
    await cancelled.promise;
  });
});

describe('a service that ends a call while requests are under way', () => {
  it('is heard at once', async () => {
    fixture.service.script('TraduzirLivros', async function* (livros) {
      for await (const _ of livros) throw new DomainError('precondition', 'BASTA', 'Basta');
      yield {};
    });
    const call = biblioteca.open('TraduzirLivros');
    call.on('data', () => {});
    call.write({});
    const end = await endOf(call);
    expect([end.code, end.details]).toEqual([status.FAILED_PRECONDITION, 'Basta']);
  });
});

describe('a slow reader', () => {
  const CHUNK = 64 * 1024;
  const CHUNKS = 512;
  /** 16 MiB: more than all that stands between service and reader buffers, and less than half of what there is. */
  const BOUND = 256;

  it('is waited for, and gets all in the end', async () => {
    let made = 0;
    fixture.service.script('AcompanharLivros', async function* () {
      for (; made < CHUNKS; made += 1) yield { titulo: 'x'.repeat(CHUNK) };
    });
    fixture.service.script('GetLivro', answering({ id: 'l' }));
    const call = biblioteca.open('AcompanharLivros');
    call.end({});
    await once(call, 'readable');
    // A count that has not moved while many other calls were answered stands still.
    for (let seen = -1, same = 0; same < 20; ) {
      await biblioteca.ask('GetLivro');
      same = made === seen ? same + 1 : 0;
      seen = made;
    }
    expect(made).toBeLessThan(BOUND);
    let read = 0;
    for await (const _ of call) read += 1;
    expect(read).toBe(CHUNKS);
  }, 60_000);
});

describe('what is not there', () => {
  it.each([
    ['method', 'Inexistente'],
    ['service', '../outro.Servico/Metodo'],
  ])('as a %s is UNIMPLEMENTED', async (_what, rpc) => {
    expect((await biblioteca.ask(rpc)).status.code).toBe(status.UNIMPLEMENTED);
  });
});

describe('a service that is down', () => {
  it('is named, without its address, and takes no other with it', async () => {
    fixture.service.script('GetLivro', answering({ id: 'l' }));
    const both = Array.from({ length: 20 }, (_, at) =>
      at % 2 === 0 ? vizinho.ask('GetVizinho') : biblioteca.ask('GetLivro'),
    );
    const ends = (await Promise.all(both)).map(({ status: end }) => end);
    expect(ends.map(({ code }) => code)).toEqual(
      Array.from({ length: 20 }, (_, at) => (at % 2 === 0 ? status.UNAVAILABLE : status.OK)),
    );
    expect(ends[0]?.details).toBe('O serviço vizinho está indisponível');
    const [detail] = statusDetailsOf(ends[0]?.metadata as Metadata)?.details ?? [];
    expect(ErrorInfo.decode(detail?.value as Buffer)).toEqual({
      reason: 'SERVICO_INDISPONIVEL',
      domain: ERROR_DOMAIN,
      metadata: { servico: 'vizinho' },
    });
  });

  it('opens one breaker for gRPC and REST', async () => {
    const strict = await startFixture(
      {},
      { client: { defaultTimeoutMs: 5_000, maxRetries: 0, breakerThreshold: 1 } },
    );
    const client = new GrpcClient(strict.gateway.grpcPort, VIZINHO);
    await client.ask('GetVizinho');
    const { services } = (await ask(strict.gateway.port, { path: '/readyz' })).json() as {
      services: Record<string, { breaker: string }>;
    };
    expect([services.vizinho?.breaker, services.biblioteca?.breaker]).toEqual(['open', 'closed']);
    client.close();
    await strict.close();
  });
});

describe('a status that the service sends', () => {
  it('keeps trailers and details bytes that nobody here understands', async () => {
    const metadata = metadataOf({
      'x-motivo': 'porque sim',
      'grpc-status-details-bin': Buffer.from(
        Status.encode({
          code: 5,
          message: 'outra',
          details: [{ typeUrl: 'x/y', value: Buffer.from('z') }],
        }).finish(),
      ),
    });
    const error = Object.assign(new Error(), { code: status.NOT_FOUND, details: 'Não há', metadata });
    fixture.service.script('GetLivro', refusing(new RemoteError('outro', error)));
    const { status: end } = await biblioteca.ask('GetLivro');
    expect([end.code, end.details]).toEqual([status.NOT_FOUND, 'Não há']);
    expect(end.metadata.get('grpc-status-details-bin')).toEqual(metadata.get('grpc-status-details-bin'));
  });
});

describe('a gateway that stops', () => {
  it('ends open calls with UNAVAILABLE, once it has waited long enough', async () => {
    const stopping = await startFixture();
    const client = new GrpcClient(stopping.gateway.grpcPort, BIBLIOTECA);
    stopping.service.script('AcompanharLivros', async function* (requests, context) {
      yield { id: 'a' };
      yield* silent(requests, context);
    });
    const call = client.open('AcompanharLivros');
    const end = endOf(call);
    call.end({});
    await once(call, 'data');
    await stopping.close();
    expect((await end).code).toBe(status.UNAVAILABLE);
    client.close();
  });
});
