import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { Metadata, status } from '@grpc/grpc-js';
import { Status } from '@trilha/proto-gen/rpc';
import { RemoteError } from '@trilha/service-kit';
import { deferred } from './fixture/deferred.js';
import { ask, begin, textOf } from './fixture/http-client.js';
import { type Line, startImpostor, startLine } from './fixture/line.js';
import { answering, refusing, silent } from './fixture/scripted-service.js';
import { type Fixture, startFixture } from './fixture/start-fixture.js';

const ACOMPANHAR = '/v1/livros:acompanhar';
const TEXTO = '/v1/livros/l1/texto';
const EVENTS = { accept: 'text/event-stream' };
/** Long beyond every test: what ends a call earlier is what the test is about. */
const PATIENT = { unaryTimeoutMs: 600_000, streamTimeoutMs: 600_000 };

const detail = (type: string, value: Buffer) => ({
  typeUrl: `type.googleapis.com/google.rpc.${type}`,
  value,
});

let fixture: Fixture;
let line: Line;

beforeEach(async () => {
  fixture = await startFixture(PATIENT, {
    through: async (target) => {
      line = await startLine(target);
      return line.target;
    },
  });
  fixture.service.script('GetLivro', answering({ id: 'l' }));
});

afterEach(async () => {
  await fixture.close();
  await line.cut();
});

const getLivro = () => ask(fixture.gateway.port, { path: '/v1/livros/l' });
const getVizinho = (headers: Record<string, string> = {}, { gateway } = fixture) =>
  ask(gateway.port, { path: '/v1/vizinhos/v', headers });

const open = (path: string, headers: Record<string, string> = {}) =>
  begin(fixture.gateway.port, { path, headers });

describe('a service that is down', () => {
  it('is named by a 503, however long a call may take', async () => {
    const answer = await getVizinho();
    expect(answer.status).toBe(503);
    expect(answer.json()).toMatchObject({
      code: status.UNAVAILABLE,
      message: 'O serviço vizinho está indisponível',
      details: [{ reason: 'SERVICO_INDISPONIVEL', metadata: { servico: 'vizinho' } }],
    });
  });

  it('takes no other with it', async () => {
    const both = Array.from({ length: 40 }, (_, at) => (at % 2 === 0 ? getVizinho() : getLivro()));
    const statuses = (await Promise.all(both)).map((answer) => answer.status);
    expect(statuses).toEqual(Array.from({ length: 40 }, (_, at) => (at % 2 === 0 ? 503 : 200)));
  });

  it('is reached again when it is back', async () => {
    await line.cut();
    expect((await getLivro()).status).toBe(503);
    await line.mend();
    let answer = await getLivro();
    while (answer.status === 503) answer = await getLivro();
    expect(answer.status).toBe(200);
  });

  it('that dies during a call ends it with a 503', async () => {
    const asked = deferred();
    fixture.service.script('GetLivro', async function* (requests, context) {
      asked.resolve();
      yield* silent(requests, context);
    });
    const answer = getLivro();
    await asked.promise;
    await line.cut();
    expect((await answer).status).toBe(503);
  });
});

describe('something that is no service', () => {
  it.each<[string, string, string, number]>([
    ['takes connections and says nothing', '', '0.3', 504],
    ['speaks another protocol', 'SSH-2.0-OpenSSH_9.9\r\n', '60', 503],
    ['speaks an older HTTP', 'HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n', '60', 503],
  ])('that %s neither keeps its callers nor those of others', async (_name, words, seconds, expected) => {
    const impostor = await startImpostor((socket) => void socket.write(words));
    const other = await startFixture(PATIENT, { vizinho: impostor.target });
    other.service.script('GetLivro', answering({ id: 'l' }));
    const waiting = getVizinho({ 'x-request-timeout': seconds }, other);
    expect((await ask(other.gateway.port, { path: '/v1/livros/l' })).status).toBe(200);
    expect((await waiting).status).toBe(expected);
    const ready = await ask(other.gateway.port, { path: '/readyz' });
    expect(ready.json()).toMatchObject({
      ready: true,
      services: { biblioteca: { ready: true }, vizinho: { ready: false, state: 'UNREACHABLE' } },
    });
    await other.close();
    await impostor.close();
  });
});

describe('a service that never answers', () => {
  it('is given up with a 504 when the time of a call has passed', async () => {
    const hurried = await startFixture({ unaryTimeoutMs: 100, streamTimeoutMs: 100 });
    for (const rpc of ['GetLivro', 'AcompanharLivros', 'BaixarLivro']) hurried.service.script(rpc, silent);
    for (const path of ['/v1/livros/l', ACOMPANHAR, TEXTO]) {
      const answer = await ask(hurried.gateway.port, { path });
      expect([path, answer.status]).toEqual([path, 504]);
      expect(answer.json()).toMatchObject({ code: 4, details: [{ reason: 'SERVICO_SEM_RESPOSTA' }] });
    }
    await hurried.close();
  });

  it('ends a stream that began with the deadline as its last item', async () => {
    fixture.service.script('AcompanharLivros', async function* (requests, context) {
      yield { id: 'a' };
      yield* silent(requests, context);
    });
    const [, answer] = await open(ACOMPANHAR, { 'x-request-timeout': '1' });
    const [first, last] = (await textOf(answer)).split('\n');
    expect([first, JSON.parse(last ?? '')]).toMatchObject(['{"id":"a"}', { error: { code: 4 } }]);
  });
});

describe('a service that answers garbage', () => {
  const garbage = Buffer.from([0xff, 0xff, 0xff]);
  const opaque = { code: 13, message: 'Erro interno', details: [] };

  it.each([
    ['GetLivro', '/v1/livros/l'],
    ['GetCapa', '/v1/livros/l/capa'],
    ['GetCapaComNota', '/v1/livros/l/capa_comentada'],
    ['ContarLivros', '/v1/livros:contar'],
    ['AcompanharLivros', ACOMPANHAR],
    ['BaixarLivro', TEXTO],
  ])('to %s is answered for with an opaque 500', async (rpc, path) => {
    fixture.service.script(rpc, answering(garbage));
    const answer = await ask(fixture.gateway.port, { path });
    expect([answer.status, answer.json()]).toEqual([500, opaque]);
    expect((await getLivro()).status).toBe(rpc === 'GetLivro' ? 500 : 200);
  });

  it('later in a stream ends it with an opaque item', async () => {
    fixture.service.script('AcompanharLivros', answering({ id: 'a' }, garbage, { id: 'b' }));
    const answer = await ask(fixture.gateway.port, { path: ACOMPANHAR });
    expect(answer.text()).toBe(`{"id":"a"}\n{"error":${JSON.stringify(opaque)}}\n`);
  });

  it('later in bytes breaks the connection', async () => {
    fixture.service.script('BaixarLivro', answering({ contentType: 'a/b', data: 'YQ==' }, garbage));
    const [, answer] = await open(TEXTO);
    await expect(textOf(answer)).rejects.toThrow('aborted');
  });

  it.each([
    ['the status', garbage],
    ['a detail', Status.encode({ code: 5, message: '', details: [detail('ErrorInfo', garbage)] }).finish()],
    [
      'the time to wait',
      Status.encode({ code: 5, message: '', details: [detail('RetryInfo', garbage)] }).finish(),
    ],
  ])('in %s of a refusal leaves the refusal', async (_name, bytes) => {
    const metadata = new Metadata();
    metadata.set('grpc-status-details-bin', Buffer.from(bytes));
    const error = Object.assign(new Error(), { code: status.NOT_FOUND, details: 'Não há', metadata });
    fixture.service.script('GetLivro', refusing(new RemoteError('outro', error)));
    const answer = await getLivro();
    expect([answer.status, answer.json()]).toEqual([404, { code: 5, message: 'Não há', details: [] }]);
    expect(answer.headers['retry-after']).toBeUndefined();
  });

  it.each(['GetCapa', 'BaixarLivro'])('as the type of %s leaves the bytes', async (rpc) => {
    for (const contentType of ['text/plain\r\nset-cookie: a=b', 'té/xto', ' text/html', 'texto']) {
      fixture.service.script(rpc, answering({ contentType, data: 'YQ==' }));
      const answer = await ask(fixture.gateway.port, {
        path: rpc === 'GetCapa' ? '/v1/livros/l/capa' : TEXTO,
      });
      expect([answer.status, answer.text()]).toEqual([200, 'a']);
      expect(answer.headers['content-type']).toBe('application/octet-stream');
    }
  });
});

describe('a service that dies in the middle', () => {
  const failure = /^(\{"code":14,.*"reason":"SERVICO_INDISPONIVEL".*\})$/;

  it.each([
    ['NDJSON', {}, '{"id":"a"}', /^\{"error":(.*)\}\n$/],
    ['events', EVENTS, 'data: {"id":"a"}', /^\nevent: error\ndata: (.*)\n\n$/],
  ])('of %s ends it with the failure as a whole item', async (_name, headers, first, last) => {
    fixture.service.script('AcompanharLivros', async function* (requests, context) {
      yield { id: 'a' };
      yield* silent(requests, context);
    });
    const [, answer] = await open(ACOMPANHAR, headers as Record<string, string>);
    let text = '';
    answer.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    await once(answer, 'data');
    await line.cut();
    await once(answer, 'end');
    expect(text.startsWith(`${first}\n`)).toBe(true);
    expect(last.exec(text.slice(first.length + 1))?.[1]).toMatch(failure);
  });

  it('of bytes breaks the connection, so that nobody takes them for all', async () => {
    fixture.service.script('BaixarLivro', async function* (requests, context) {
      yield { contentType: 'a/b', data: 'YQ==' };
      yield* silent(requests, context);
    });
    const [, answer] = await open(TEXTO);
    const text = textOf(answer);
    await line.cut();
    await expect(text).rejects.toThrow('aborted');
  });

  it('of an upload answers 503 before the upload ends', async () => {
    const begun = deferred();
    fixture.service.script('EnviarTexto', async function* (parts) {
      for await (const _ of parts) begun.resolve();
      yield {};
    });
    const sent = request({ port: fixture.gateway.port, method: 'POST', path: TEXTO, agent: false });
    sent.on('error', () => {});
    sent.write('metade');
    await begun.promise;
    await line.cut();
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    expect([answer.statusCode, JSON.parse(await textOf(answer))]).toMatchObject([503, { code: 14 }]);
    sent.destroy();
  });
});
