import { ask } from '../fixture/http-client.js';
import { answering } from '../fixture/scripted-service.js';
import { type Fixture, startFixture } from '../fixture/start-fixture.js';

let fixture: Fixture;

beforeAll(async () => {
  fixture = await startFixture();
  for (const rpc of ['GetLivro', 'TocarLivro', 'DeleteLivro']) fixture.service.script(rpc, answering({}));
});

beforeEach(() => {
  fixture.service.calls.length = 0;
});

afterAll(() => fixture.close());

const called = (): string[] => fixture.service.calls.map(({ rpc }) => rpc);

it('HEAD never runs a method with effects', async () => {
  const answer = await ask(fixture.gateway.port, { method: 'HEAD', path: '/v1/tocar/l' });
  expect([answer.status, answer.headers.allow, called()]).toEqual([405, 'GET, OPTIONS', []]);
});

it('HEAD of a method without effects has the headers of GET', async () => {
  const path = '/v1/livros/l';
  const get = await ask(fixture.gateway.port, { path });
  const head = await ask(fixture.gateway.port, { method: 'HEAD', path });
  expect([head.status, head.body.length, head.headers.etag]).toEqual([200, 0, get.headers.etag]);
});

it.each(['x-http-method-override', 'x-http-method', 'x-method-override'])(
  '%s is not honoured',
  async (header) => {
    await ask(fixture.gateway.port, { path: '/v1/livros/l', headers: { [header]: 'DELETE' } });
    expect(called()).toEqual(['GetLivro']);
  },
);

it.each([
  ['http://outro.exemplo/v1/livros/l', 200],
  ['https://outro.exemplo:1/healthz', 200],
  ['http://outro.exemplo', 302],
  ['http://outro.exemplo/nada', 404],
])('a target with scheme and host is its path: %s', async (path, status) => {
  expect((await ask(fixture.gateway.port, { path })).status).toBe(status);
});
