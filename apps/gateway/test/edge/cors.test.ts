import { ask, type HttpAnswer } from '../fixture/http-client.js';
import { answering } from '../fixture/scripted-service.js';
import { type Fixture, startFixture } from '../fixture/start-fixture.js';

const ORIGIN = 'https://escola.exemplo';
const path = '/v1/livros/l';

let fixture: Fixture;
let closed: Fixture;

beforeAll(async () => {
  fixture = await startFixture(
    {},
    { edge: { corsOrigins: [ORIGIN, 'https://b.exemplo'], rateLimitAddress: 100 } },
  );
  closed = await startFixture();
  for (const { service } of [fixture, closed]) service.script('GetLivro', answering({}));
});

afterAll(async () => {
  await fixture.close();
  await closed.close();
});

const preflight = (origin: string, { gateway }: Fixture = fixture, at = path): Promise<HttpAnswer> =>
  ask(gateway.port, {
    method: 'OPTIONS',
    path: at,
    headers: {
      origin,
      'access-control-request-method': 'PATCH',
      'access-control-request-headers': 'authorization',
    },
  });
const listOf = (answer: HttpAnswer, header: string): string[] => String(answer.headers[header]).split(', ');

describe('a preflight', () => {
  it.each([path, '/healthz', '/nada'])('of an origin that is listed is granted at %s', async (at) => {
    const answer = await preflight(ORIGIN, fixture, at);
    expect(answer.status).toBe(204);
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': ORIGIN,
      'access-control-max-age': '7200',
    });
    expect(listOf(answer, 'access-control-allow-methods')).toEqual(
      expect.arrayContaining(['PATCH', 'DELETE']),
    );
    expect(answer.headers['access-control-allow-credentials']).toBeUndefined();
  });

  it('grants what gRPC-Web, Connect and REST send', async () => {
    expect(listOf(await preflight(ORIGIN), 'access-control-allow-headers')).toEqual(
      expect.arrayContaining([
        ...['grpc-timeout', 'x-grpc-web', 'x-user-agent', 'connect-protocol-version', 'connect-timeout-ms'],
        ...['authorization', 'content-type', 'traceparent', 'x-correlation-id', 'last-event-id'],
      ]),
    );
  });

  it.each(['https://outro.exemplo', `${ORIGIN}.mau`, 'null'])('of %s is not granted', async (origin) => {
    expect((await preflight(origin)).headers['access-control-allow-origin']).toBeUndefined();
  });

  it('is nothing special where no origin is listed', async () => {
    const answer = await preflight(ORIGIN, closed);
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    expect(answer.headers.allow).toContain('GET');
  });
});

describe('an answer', () => {
  it('may be read by scripts of a listed origin, with its headers', async () => {
    const answer = await ask(fixture.gateway.port, { path, headers: { origin: ORIGIN } });
    expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([200, ORIGIN]);
    expect(answer.headers.vary).toContain('Origin');
    expect(listOf(answer, 'access-control-expose-headers')).toEqual(
      expect.arrayContaining([
        ...['grpc-status', 'grpc-message', 'grpc-status-details-bin'],
        ...['x-correlation-id', 'retry-after', 'etag', 'content-range'],
      ]),
    );
  });

  it('may be read too when it is an error', async () => {
    const answer = await ask(fixture.gateway.port, { path: '/nada', headers: { origin: ORIGIN } });
    expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([404, ORIGIN]);
  });

  it('may be read by any where * is listed', async () => {
    const open = await startFixture({}, { edge: { corsOrigins: ['*'] } });
    const answer = await ask(open.gateway.port, {
      path: '/healthz',
      headers: { origin: 'https://x.exemplo' },
    });
    await open.close();
    expect(answer.headers['access-control-allow-origin']).toBe('*');
  });
});

it('OPTIONS that is no preflight tells the methods, with CORS and without', async () => {
  for (const { gateway } of [fixture, closed]) {
    const answer = await ask(gateway.port, { method: 'OPTIONS', path, headers: { origin: ORIGIN } });
    expect([answer.status, answer.headers.allow]).toEqual([204, 'GET, PATCH, DELETE, HEAD, OPTIONS']);
  }
});
