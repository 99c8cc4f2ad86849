import { createInterface } from 'node:readline';
import { createBrotliDecompress, createGunzip, gunzipSync } from 'node:zlib';
import { deferred } from '../fixture/deferred.js';
import { ask, begin, type HttpAnswer } from '../fixture/http-client.js';
import { answering } from '../fixture/scripted-service.js';
import { type Fixture, startFixture } from '../fixture/start-fixture.js';

const LONG = 'palavra '.repeat(200);
const GZIP = { 'accept-encoding': 'gzip' };

let fixture: Fixture;

beforeAll(async () => {
  fixture = await startFixture({ heartbeatMs: 20, openAfterMs: 20 });
});

afterAll(() => fixture.close());

const get = (path: string, headers: Record<string, string> = {}): Promise<HttpAnswer> =>
  ask(fixture.gateway.port, { path, headers });

describe('JSON', () => {
  it('is compressed when it is long and the caller takes it so', async () => {
    fixture.service.script('GetLivro', answering({ titulo: LONG }));
    const answer = await get('/v1/livros/l', GZIP);
    expect(answer.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' });
    expect(JSON.parse(gunzipSync(answer.body).toString())).toEqual({ titulo: LONG });
    expect(answer.body.length).toBeLessThan(LONG.length / 2);
  });

  it('is plain for who names no coding, and says that it depends', async () => {
    fixture.service.script('GetLivro', answering({ titulo: LONG }));
    const answer = await get('/v1/livros/l');
    expect([answer.headers['content-encoding'], answer.headers.vary]).toEqual([undefined, 'Accept-Encoding']);
    expect(answer.json()).toEqual({ titulo: LONG });
  });

  it('is plain when it is short', async () => {
    fixture.service.script('GetLivro', answering({ titulo: 'x' }));
    const answer = await get('/v1/livros/l', GZIP);
    expect([answer.headers['content-encoding'], answer.json()]).toEqual([undefined, { titulo: 'x' }]);
  });
});

describe('a stream of JSON', () => {
  it.each([
    ['gzip', createGunzip],
    ['br', createBrotliDecompress],
  ])('in %s sends its first item before the last is made', async (coding, unpacker) => {
    const gate = deferred();
    fixture.service.script('AcompanharLivros', async function* () {
      yield { id: 'a' };
      await gate.promise;
      yield { id: 'b' };
    });
    const headers = { 'accept-encoding': coding };
    const [, answer] = await begin(fixture.gateway.port, { path: '/v1/livros:acompanhar', headers });
    expect(answer.headers['content-encoding']).toBe(coding);
    const lines = createInterface({ input: answer.pipe(unpacker()) })[Symbol.asyncIterator]();
    expect((await lines.next()).value).toBe('{"id":"a"}');
    gate.resolve();
    expect((await lines.next()).value).toBe('{"id":"b"}');
    expect((await lines.next()).done).toBe(true);
  });

  it('that is compressed is cancelled at the service when the caller goes away', async () => {
    const cancelled = deferred();
    fixture.service.script('AcompanharLivros', async function* (_requests, { signal }) {
      signal.addEventListener('abort', () => cancelled.resolve());
      yield { id: 'a' };
      await cancelled.promise;
    });
    const [sent] = await begin(fixture.gateway.port, { path: '/v1/livros:acompanhar', headers: GZIP });
    sent.destroy();
    await cancelled.promise;
  });
});

describe('what is never compressed', () => {
  it('are events', async () => {
    fixture.service.script('AcompanharLivros', answering({ titulo: LONG }));
    const answer = await get('/v1/livros:acompanhar', { ...GZIP, accept: 'text/event-stream' });
    expect(answer.headers['content-encoding']).toBeUndefined();
    expect(answer.text()).toContain(LONG);
  });

  it.each([
    ['/v1/livros/l/capa', 'GetCapa'],
    ['/v1/livros/l/texto', 'BaixarLivro'],
  ])('are bytes of a service, JSON too: %s', async (path, rpc) => {
    const data = Buffer.from(LONG).toString('base64');
    fixture.service.script(rpc, answering({ contentType: 'application/json', data }));
    const answer = await get(path, GZIP);
    expect([answer.headers['content-encoding'], answer.text()]).toEqual([undefined, LONG]);
  });

  it('is a part of a page', async () => {
    const answer = await get('/docs/swagger-ui.css', { ...GZIP, range: 'bytes=0-1999' });
    expect([answer.status, answer.headers['content-encoding'], answer.body.length]).toEqual([
      206,
      undefined,
      2000,
    ]);
  });
});

it('the pages are compressed whole', async () => {
  const plain = await get('/docs/swagger-ui.css');
  const packed = await get('/docs/swagger-ui.css', GZIP);
  expect(packed.headers['content-encoding']).toBe('gzip');
  expect(gunzipSync(packed.body).equals(plain.body)).toBe(true);
});
