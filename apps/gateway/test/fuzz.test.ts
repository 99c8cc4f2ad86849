import { once } from 'node:events';
import { connect } from 'node:net';
import fc from 'fast-check';
import { ask, type HttpAnswer, type HttpAsk } from './fixture/http-client.js';
import { anyBytes, requestsNear, requestsTo } from './fixture/http-requests.js';
import { answering } from './fixture/scripted-service.js';
import { BIBLIOTECA, type Fixture, startFixture } from './fixture/start-fixture.js';

/** A request that takes longer counts as one that hangs: fast-check then names it with its seed. */
const HANGS_MS = 4_000;

let fixture: Fixture;
const unhandled: unknown[] = [];
const note = (error: unknown) => void unhandled.push(error);

beforeAll(async () => {
  fixture = await startFixture();
  for (const { service, method } of fixture.gateway.routes.routes) {
    if (service.typeName === BIBLIOTECA) fixture.service.script(method.name, answering({}));
  }
  process.on('unhandledRejection', note);
});

afterAll(async () => {
  process.off('unhandledRejection', note);
  await fixture.close();
});

afterEach(async () => {
  expect(unhandled).toEqual([]);
  expect((await ask(fixture.gateway.port, { path: '/healthz' })).status).toBe(200);
});

/** Whether the answer is one that the caller may get for such a request. */
function expectFair({ method, path }: HttpAsk, answer: HttpAnswer): void {
  // What is no HTTP at all is answered by the socket, before there is a request.
  if (!answer.text().includes('HTTP_MALFORMADO')) {
    expect(answer.headers['x-correlation-id']).toMatch(/^[\x21-\x7e]{1,128}$/);
  }
  if (answer.status < 400) return;
  if (method !== 'HEAD') {
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(answer.json()).toEqual({
      code: expect.any(Number),
      message: expect.stringMatching(/./),
      details: expect.any(Array),
    });
  }
  // The second service of the fixture is down; nothing else is a reason for a 5xx.
  if (answer.status >= 500)
    expect([path, answer.status]).toEqual([expect.stringMatching(/^\/v1\/vizinhos\//), 503]);
}

async function fuzz(requests: fc.Arbitrary<HttpAsk>): Promise<Map<number, number>> {
  const statuses = new Map<number, number>();
  const property = fc.asyncProperty(requests, async (request) => {
    const answer = await ask(fixture.gateway.port, request);
    expectFair(request, answer);
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
  });
  await fc.assert(property, { numRuns: 400, timeout: HANGS_MS });
  return statuses;
}

describe('any request', () => {
  it('near a route gets a fair answer', async () => {
    const statuses = await fuzz(requestsNear(fixture.gateway.routes.routes));
    for (const status of [200, 400, 404, 405]) expect(statuses.get(status)).toBeGreaterThan(0);
  }, 30_000);

  it('to a route gets a fair answer', async () => {
    const statuses = await fuzz(requestsTo(fixture.gateway.routes.routes));
    for (const status of [200, 400]) expect(statuses.get(status)).toBeGreaterThan(0);
  }, 30_000);
});

describe('any bytes', () => {
  it('end with answers or without, but end', async () => {
    const property = fc.asyncProperty(anyBytes, async (bytes) => {
      const socket = connect(fixture.gateway.port, '127.0.0.1');
      const chunks: Buffer[] = [];
      socket.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', () => {});
      socket.end(bytes);
      await once(socket, 'close');
      const text = Buffer.concat(chunks).toString('latin1');
      if (text !== '') expect(text).toMatch(/^HTTP\/1\.1 [1-4]\d\d /);
      expect(text).not.toMatch(/HTTP\/1\.1 5\d\d/);
    });
    await fc.assert(property, { numRuns: 400, timeout: HANGS_MS });
  }, 30_000);
});
