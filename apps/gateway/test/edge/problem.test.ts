import { status } from '@grpc/grpc-js';
import { httpStatusOf } from '../../src/errors/http-status.js';
import { ask, type HttpAnswer } from '../fixture/http-client.js';
import { type Fixture, startFixture } from '../fixture/start-fixture.js';

let fixture: Fixture;

beforeAll(async () => {
  fixture = await startFixture({}, { edge: { rateLimitAddress: 1_000 } });
});

afterAll(() => fixture.close());

const get = (path: string, accept: string): Promise<HttpAnswer> =>
  ask(fixture.gateway.port, { path, headers: { accept } });

describe('an error, to who accepts application/problem+json,', () => {
  it('is a problem of RFC 9457 with its reason', async () => {
    const answer = await get('/nada', 'application/problem+json');
    expect([answer.status, answer.headers['content-type']]).toEqual([
      404,
      'application/problem+json; charset=utf-8',
    ]);
    expect(answer.headers.vary).toMatch(/(^|, )Accept(,|$)/);
    expect(answer.json()).toEqual({
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      detail: 'Não há nada neste caminho',
      reason: 'CAMINHO_DESCONHECIDO',
    });
  });

  it('names every wrong field', async () => {
    const answer = await get('/v1/livros?page_size=x&nada=1', 'application/json, application/problem+json');
    expect(answer.json()).toMatchObject({
      status: 400,
      reason: 'CAMPOS_INVALIDOS',
      violations: expect.arrayContaining([
        { field: 'page_size', description: expect.any(String) },
        { field: 'nada', description: expect.any(String) },
      ]),
    });
  });

  it('is one too when it is of a URL that can not be read', async () => {
    expect((await get('/%', 'application/problem+json')).headers['content-type']).toBe(
      'application/problem+json; charset=utf-8',
    );
  });
});

it.each([
  '*/*',
  'application/json',
  'application/*',
  'application/problem+json;q=0.5, application/json',
  'application/problem+json;q=0',
])('an error to who accepts %s is a google.rpc.Status', async (accept) => {
  expect((await get('/nada', accept)).json()).toMatchObject({ code: 5, details: [{}] });
});

it('every gRPC status has the HTTP status that google.rpc.Code documents', () => {
  const documented = {
    ...{
      OK: 200,
      CANCELLED: 499,
      UNKNOWN: 500,
      INVALID_ARGUMENT: 400,
      DEADLINE_EXCEEDED: 504,
      NOT_FOUND: 404,
    },
    ...{ ALREADY_EXISTS: 409, PERMISSION_DENIED: 403, RESOURCE_EXHAUSTED: 429, FAILED_PRECONDITION: 400 },
    ...{
      ABORTED: 409,
      OUT_OF_RANGE: 400,
      UNIMPLEMENTED: 501,
      INTERNAL: 500,
      UNAVAILABLE: 503,
      DATA_LOSS: 500,
    },
    ...{ UNAUTHENTICATED: 401 },
  };
  const names = Object.keys(status).filter((name) => Number.isNaN(Number(name)));
  const mapped = names.map((name) => [name, httpStatusOf(status[name as keyof typeof status])]);
  expect(Object.fromEntries(mapped)).toEqual(documented);
});
