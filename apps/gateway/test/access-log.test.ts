import { request } from 'node:http';
import type { ClientHttp2Session } from 'node:http2';
import { type Certificates, createLogger } from '@trilha/service-kit';
import { DomainError } from '@trilha/service-kit/base';
import { makeCertificates, replaceable } from './fixture/certificates.js';
import { deferred } from './fixture/deferred.js';
import { ask, begin } from './fixture/http-client.js';
import { answerOf, ask2, closeOf, connectTo, send } from './fixture/http2-client.js';
import { FRAME, headersFrame, openRaw } from './fixture/raw-http2.js';
import { answering, refusing, silent } from './fixture/scripted-service.js';
import { type Fixture, startFixture } from './fixture/start-fixture.js';

type Line = Readonly<Record<string, unknown>>;

let plain: Fixture;
let secure: Fixture;
let session: ClientHttp2Session;
let certificates: Certificates;
let waiting: ((line: Line) => void)[] = [];
const lines: Line[] = [];

/** The line of the next request that ends. */
const nextLine = (): Promise<Line> =>
  new Promise((resolve) => {
    waiting.push(resolve);
  });

const log = createLogger({
  service: 'gateway',
  level: 'info',
  destination: {
    write(text: string) {
      const line = JSON.parse(text) as Line;
      lines.push(line);
      if (line.event !== 'http_request_completed') return;
      for (const tell of waiting) tell(line);
      waiting = [];
    },
  },
});

beforeAll(async () => {
  certificates = await makeCertificates();
  plain = await startFixture({}, { log });
  const http = { host: '127.0.0.1', port: 0, tls: replaceable(certificates) };
  secure = await startFixture({}, { log, http, through: async () => plain.service.target });
  session = await connectTo(secure.gateway.port, { ca: certificates.ca });
});

beforeEach(() => {
  lines.length = 0;
  plain.service.script('GetLivro', answering({ id: 'l' }));
});

afterAll(async () => {
  session.close();
  await closeOf(session);
  await Promise.all([plain.close(), secure.close()]);
});

it('tells of a request by its route, and who asked for what in whose trace', async () => {
  const line = nextLine();
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  await ask(plain.gateway.port, {
    path: '/v1/livros/maria?x=1',
    headers: { 'x-correlation-id': 'c-1', traceparent: `00-${traceId}-b7ad6b7169203331-01` },
  });
  expect(await line).toMatchObject({
    method: 'GET',
    path: '/v1/livros/{id}',
    rpc: '/fixture.biblioteca.v1.BibliotecaService/GetLivro',
    http_version: '1.1',
    http_status: 400,
    status: 'INVALID_ARGUMENT',
    reason: 'CAMPOS_INVALIDOS',
    complete: true,
    correlation_id: 'c-1',
    trace_id: traceId,
    peer: '127.0.0.1',
  });
  expect(JSON.stringify(lines)).not.toContain('maria');
});

it('tells of a path that is none of ours no more than where it begins', async () => {
  const line = nextLine();
  await ask(plain.gateway.port, { path: '/usuarios/maria?senha=segredo' });
  expect(await line).toMatchObject({ path: '/usuarios', http_status: 404 });
  expect(JSON.stringify(lines)).not.toMatch(/maria|segredo/);
});

it('tells of a request by HTTP/2 as of any other', async () => {
  const line = nextLine();
  await ask2(session, { path: '/v1/livros/l' });
  expect(await line).toMatchObject({
    path: '/v1/livros/{id}',
    http_version: '2.0',
    http_status: 200,
    status: 'OK',
    complete: true,
    peer: '127.0.0.1',
  });
});

it('tells the reason of a refusal of the service', async () => {
  plain.service.script('GetLivro', refusing(new DomainError('not-found', 'LIVRO_NAO_ENCONTRADO', 'Não há')));
  const line = nextLine();
  await ask(plain.gateway.port, { path: '/v1/livros/l' });
  expect(await line).toMatchObject({ status: 'NOT_FOUND', reason: 'LIVRO_NAO_ENCONTRADO' });
});

it('tells the reason of a refusal by Connect', async () => {
  plain.service.script('GetLivro', refusing(new DomainError('not-found', 'LIVRO_NAO_ENCONTRADO', 'Não há')));
  const line = nextLine();
  await ask(plain.gateway.port, {
    method: 'POST',
    path: '/fixture.biblioteca.v1.BibliotecaService/GetLivro',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  expect(await line).toMatchObject({
    path: '/fixture.biblioteca.v1.BibliotecaService/GetLivro',
    status: 'NOT_FOUND',
    reason: 'LIVRO_NAO_ENCONTRADO',
  });
});

describe('a download that breaks off under way', () => {
  const half = async function* (): AsyncGenerator<{ data: string }> {
    yield { data: Buffer.alloc(1024).toString('base64') };
    throw new DomainError('unavailable', 'DISCO_FORA', 'O disco se foi');
  };
  const told = { http_status: 200, complete: false, status: 'UNAVAILABLE', reason: 'DISCO_FORA' };

  it('is told with its status and reason over HTTP/1.1', async () => {
    plain.service.script('BaixarLivro', half);
    const line = nextLine();
    await expect(ask(plain.gateway.port, { path: '/v1/livros/l/texto' })).rejects.toThrow(/abort|hang/);
    expect(await line).toMatchObject(told);
  });

  it('is told with its status and reason over HTTP/2', async () => {
    plain.service.script('BaixarLivro', half);
    const line = nextLine();
    await expect(ask2(session, { path: '/v1/livros/l/texto' })).rejects.toThrow('broke off');
    expect(await line).toMatchObject(told);
  });
});

describe('a caller who goes away', () => {
  it.each([
    ['HTTP/1.1', '/v1/livros:acompanhar'],
    ['HTTP/2', '/v1/livros:acompanhar'],
  ])('leaves an answer that is not complete, and no fault, over %s', async (protocol, path) => {
    plain.service.script('AcompanharLivros', async function* (requests, context) {
      yield { id: 'a' };
      yield* silent(requests, context);
    });
    const line = nextLine();
    if (protocol === 'HTTP/2') {
      const stream = send(session, { path });
      stream.once('data', () => stream.close(8));
      await expect(answerOf(stream)).rejects.toThrow('broke off');
    } else {
      const [sent, answer] = await begin(plain.gateway.port, { path });
      answer.once('data', () => sent.destroy());
    }
    expect(await line).toMatchObject({ http_status: 200, status: 'CANCELLED', complete: false });
    expect(lines.filter(({ level }) => Number(level) >= 50)).toEqual([]);
  });

  it('in the middle of an upload leaves no fault either', async () => {
    const begun = deferred();
    plain.service.script('EnviarTexto', async function* (requests) {
      for await (const _ of requests) begun.resolve();
      yield {};
    });
    const sent = request({
      port: plain.gateway.port,
      method: 'POST',
      path: '/v1/livros/l/texto',
      headers: { 'content-length': '1000000' },
      agent: false,
    });
    sent.on('error', () => {});
    sent.write(Buffer.alloc(1_000));
    await begun.promise;
    const line = nextLine();
    sent.destroy();
    expect(await line).toMatchObject({ http_status: 499, status: 'CANCELLED', complete: false });
    expect(lines.filter(({ level }) => Number(level) >= 50)).toEqual([]);
  });

  it('in the middle of a body by HTTP/2 is not told that the body is wrong', async () => {
    const raw = await openRaw(secure.gateway.port, certificates.ca);
    const head = { ':method': 'POST', ':path': '/v1/livros', ':scheme': 'https', ':authority': 'a' };
    const line = nextLine();
    raw.write(
      headersFrame(1, { ...head, 'content-type': 'application/json' }),
      { type: FRAME.data, stream: 1, payload: Buffer.from('{"titulo":') },
      { type: FRAME.reset, stream: 1, payload: Buffer.from([0, 0, 0, 8]) },
    );
    expect(await line).toMatchObject({ http_status: 499, status: 'CANCELLED', complete: false });
    raw.close();
  });
});
