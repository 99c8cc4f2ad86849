import { status } from '@grpc/grpc-js';
import { GrpcClient } from '../fixture/grpc-client.js';
import { ask } from '../fixture/http-client.js';
import { answering } from '../fixture/scripted-service.js';
import { BIBLIOTECA, type Fixture, startFixture } from '../fixture/start-fixture.js';

let lagMs = 0;
let fixture: Fixture;

beforeAll(async () => {
  const lag = { lagMs: () => lagMs, close: () => {} };
  fixture = await startFixture({}, { edge: { maxLagMs: 100, lag } });
  fixture.service.script('GetLivro', answering({}));
});

afterAll(() => fixture.close());

const get = (path: string) => ask(fixture.gateway.port, { path });

describe('a gateway whose event loop is late', () => {
  beforeEach(() => {
    fixture.service.calls.length = 0;
    lagMs = 101;
  });

  it('refuses with 503 and when to come back, and calls no service', async () => {
    const answer = await get('/v1/livros/l');
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, '2']);
    expect(answer.json()).toMatchObject({
      code: 14,
      details: [{ reason: 'GATEWAY_SOBRECARREGADO' }, { retryDelay: '2s' }],
    });
    expect(fixture.service.calls).toEqual([]);
  });

  it('refuses native calls likewise', async () => {
    const client = new GrpcClient(fixture.gateway.grpcPort, BIBLIOTECA);
    const { status: end } = await client.ask('GetLivro');
    client.close();
    expect([end.code, end.metadata.get('grpc-status-details-bin')]).toEqual([
      status.UNAVAILABLE,
      [expect.any(Buffer)],
    ]);
    expect(fixture.service.calls).toEqual([]);
  });

  it.each(['/healthz', '/readyz'])('answers %s', async (path) => {
    expect((await get(path)).status).toBe(200);
  });

  it('serves again when it is no later than allowed', async () => {
    lagMs = 100;
    expect((await get('/v1/livros/l')).status).toBe(200);
  });
});
