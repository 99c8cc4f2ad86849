import { ask } from '../fixture/http-client.js';
import { answering } from '../fixture/scripted-service.js';
import { type Fixture, startFixture } from '../fixture/start-fixture.js';

let fixture: Fixture;

beforeAll(async () => {
  fixture = await startFixture({}, { edge: { trustProxy: ['127.0.0.1'] } });
  fixture.service.script('GetLivro', answering({}));
});

afterAll(() => fixture.close());

const headersOf = async (path: string, headers: Record<string, string> = {}) =>
  (await ask(fixture.gateway.port, { path, headers })).headers;

describe('every answer', () => {
  it.each(['/v1/livros/l', '/nada', '/healthz', '/docs/', '/docs/swagger-ui.css', '/openapi.json', '/%'])(
    'keeps browsers from more than reading: %s',
    async (path) => {
      const headers = await headersOf(path);
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
      });
      expect(headers['content-security-policy']).toMatch(/^default-src 'none'.*frame-ancestors 'none'$/);
      expect([headers.server, headers['x-powered-by']]).toEqual([undefined, undefined]);
    },
  );

  it('over TLS asks for TLS from then on', async () => {
    expect((await headersOf('/healthz', { 'x-forwarded-proto': 'https' }))['strict-transport-security']).toBe(
      'max-age=31536000',
    );
    expect((await headersOf('/healthz'))['strict-transport-security']).toBeUndefined();
  });
});

it('a proxy that nobody named is not believed about TLS', async () => {
  const plain = await startFixture();
  const headers = { 'x-forwarded-proto': 'https' };
  const answer = await ask(plain.gateway.port, { path: '/healthz', headers });
  await plain.close();
  expect(answer.headers['strict-transport-security']).toBeUndefined();
});

describe('raw bytes', () => {
  it.each([
    ['application/pdf', undefined],
    ['text/html', "default-src 'none'; sandbox"],
    ['image/svg+xml', "default-src 'none'; sandbox"],
  ])('of %s have the policy %p', async (contentType, policy) => {
    fixture.service.script('GetCapa', answering({ contentType, data: 'YQ==' }));
    expect((await headersOf('/v1/livros/l/capa'))['content-security-policy']).toBe(policy);
  });
});
