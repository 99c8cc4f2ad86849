import { ask, type HttpAnswer } from '../fixture/http-client.js';
import { answering } from '../fixture/scripted-service.js';
import { type Fixture, startFixture } from '../fixture/start-fixture.js';

let fixture: Fixture;

beforeAll(async () => {
  fixture = await startFixture();
  fixture.service.script('GetLivro', answering({ titulo: 'palavra '.repeat(200) }));
});

afterAll(() => fixture.close());

const get = (headers: Record<string, string> = {}, method = 'GET'): Promise<HttpAnswer> =>
  ask(fixture.gateway.port, { method, path: '/v1/livros/l', headers });

describe('JSON that is read', () => {
  it('has a weak tag, the same compressed or not, that changes with the content', async () => {
    const { etag } = (await get()).headers;
    expect(etag).toMatch(/^W\/"[\w-]+"$/);
    expect((await get({ 'accept-encoding': 'gzip' })).headers.etag).toBe(etag);
    fixture.service.script('GetDestaque', answering({ titulo: 'outro' }));
    const other = await ask(fixture.gateway.port, { path: '/v1/livros/destaque' });
    expect(other.headers.etag).not.toBe(etag);
  });

  it.each(['GET', 'HEAD'])('is not sent again by %s to who has it', async (method) => {
    const { etag = '' } = (await get()).headers;
    const answer = await get({ 'if-none-match': `"outra", ${etag}` }, method);
    expect([answer.status, answer.body.length, answer.headers.etag]).toEqual([304, 0, etag]);
    expect(answer.headers).toMatchObject({ 'cache-control': 'private, no-cache', vary: 'Accept-Encoding' });
  });

  it('is sent to who has another', async () => {
    expect((await get({ 'if-none-match': 'W/"outra"' })).status).toBe(200);
  });
});

it('JSON of a method with effects has no tag, and is not kept', async () => {
  fixture.service.script('TocarLivro', answering({ id: 'l' }));
  const { headers, status } = await ask(fixture.gateway.port, {
    path: '/v1/tocar/l',
    headers: { 'if-none-match': '*' },
  });
  expect([status, headers.etag, headers['cache-control']]).toEqual([200, undefined, 'no-store']);
});
