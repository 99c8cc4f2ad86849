import { status } from '@grpc/grpc-js';
import type { AccessRule } from '@trilha/proto-gen';
import { HealthService, HealthCheckResponse_ServingStatus as Serving } from '@trilha/proto-gen/health';
import { createClient } from '@trilha/service-kit';
import { type TestAuth, testAuth, testClientConfig } from '@trilha/service-kit/testing';
import { GrpcClient } from '../fixture/grpc-client.js';
import { ask, type HttpAnswer } from '../fixture/http-client.js';
import { answering } from '../fixture/scripted-service.js';
import { BIBLIOTECA, type Fixture, startFixture } from '../fixture/start-fixture.js';

const path = '/v1/livros/l';
/** One request in each window of five seconds. */
const ONE = 0.2;
const ruleOf = (rpc: string): AccessRule => ({
  public: rpc === `/${BIBLIOTECA}/GetDestaque`,
  grants: [{ roles: undefined, own: undefined, ownStored: false, absent: undefined }],
});

let auth: TestAuth;
let fixture: Fixture;

beforeAll(() => {
  auth = testAuth();
});

afterEach(() => fixture.close());

async function start(edge: Partial<NonNullable<Parameters<typeof startFixture>[1]>['edge']>): Promise<void> {
  fixture = await startFixture({}, { edge: { auth: { verifier: auth.verifier, ruleOf }, ...edge } });
  fixture.service.script('GetLivro', answering({}));
  fixture.service.script('GetDestaque', answering({}));
}

async function getAs(sub: string, headers: Record<string, string> = {}): Promise<HttpAnswer> {
  const token = await auth.tokenFor({ sub, roles: ['aluno'] });
  return ask(fixture.gateway.port, { path, headers: { authorization: `Bearer ${token}`, ...headers } });
}

describe('the limit of a subject', () => {
  it('refuses with 429, when to come back, and RetryInfo; another token of the same subject changes nothing', async () => {
    await start({ rateLimit: ONE });
    const first = await getAs('a');
    expect([first.status, first.headers['ratelimit-remaining']]).toEqual([200, '0']);
    const second = await getAs('a');
    expect(second.status).toBe(429);
    expect(Number(second.headers['retry-after'])).toBeGreaterThan(0);
    expect(second.headers).toMatchObject({ 'ratelimit-limit': '1, 1;w=5', 'ratelimit-remaining': '0' });
    expect(second.json()).toMatchObject({
      code: 8,
      details: [
        { reason: 'LIMITE_DE_REQUISICOES', metadata: { por: 'usuario' } },
        { '@type': 'type.googleapis.com/google.rpc.RetryInfo' },
      ],
    });
    expect(fixture.service.calls).toHaveLength(1);
  });

  it('is one for REST and native gRPC', async () => {
    await start({ rateLimit: ONE });
    expect((await getAs('a')).status).toBe(200);
    const metadata = { authorization: `Bearer ${await auth.tokenFor({ sub: 'a', roles: ['aluno'] })}` };
    const native = new GrpcClient(fixture.gateway.grpcPort, BIBLIOTECA);
    const { status: end } = await native.ask('GetLivro', { metadata });
    native.close();
    expect(end.code).toBe(status.RESOURCE_EXHAUSTED);
    expect(fixture.service.calls).toHaveLength(1);
  });

  it('is one for REST and Connect, which tells it as REST does', async () => {
    await start({ rateLimit: ONE });
    expect((await getAs('a')).status).toBe(200);
    const token = await auth.tokenFor({ sub: 'a', roles: ['aluno'] });
    const answer = await ask(fixture.gateway.port, {
      method: 'POST',
      path: `/${BIBLIOTECA}/GetLivro`,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: '{}',
    });
    expect([answer.status, answer.json()]).toMatchObject([429, { code: 'resource_exhausted' }]);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect(answer.headers['ratelimit-remaining']).toBe('0');
    expect(fixture.service.calls).toHaveLength(1);
  });

  it('leaves other subjects alone', async () => {
    await start({ rateLimit: ONE });
    expect([(await getAs('a')).status, (await getAs('b')).status]).toEqual([200, 200]);
  });

  it('counts nobody by a token that nobody read', async () => {
    await start({ rateLimit: ONE });
    const headers = { authorization: `Bearer ${await auth.tokenFor({ sub: 'a', roles: ['aluno'] })}` };
    for (let i = 0; i < 2; i += 1) {
      expect((await ask(fixture.gateway.port, { path: '/v1/livros/destaque', headers })).status).toBe(200);
    }
  });
});

describe('the limit of an address', () => {
  it('counts whoever comes from there, before their token is read', async () => {
    await start({ rateLimitAddress: ONE });
    await getAs('a');
    const answer = await ask(fixture.gateway.port, { path });
    expect(answer.status).toBe(429);
    expect(answer.json()).toMatchObject({ details: [{ metadata: { por: 'endereco' } }, {}] });
  });

  describe('on the native port', () => {
    const askNative = async (rpc: string, sub: string, headers: Record<string, string> = {}) => {
      const token = await auth.tokenFor({ sub, roles: ['aluno'] });
      const client = new GrpcClient(fixture.gateway.grpcPort, BIBLIOTECA);
      const { status: end } = await client.ask(rpc, {
        metadata: { authorization: `Bearer ${token}`, ...headers },
      });
      client.close();
      return end;
    };
    const codesOf = async (headers: readonly Record<string, string>[]): Promise<number[]> => {
      const codes: number[] = [];
      for (const one of headers) codes.push((await askNative('GetLivro', 'a', one)).code);
      return codes;
    };

    it('is one with that of REST, whoever calls by whatever connection', async () => {
      await start({ rateLimitAddress: ONE });
      expect((await getAs('a')).status).toBe(200);
      const end = await askNative('GetLivro', 'b');
      expect(end.code).toBe(status.RESOURCE_EXHAUSTED);
      expect(end.metadata.get('grpc-status-details-bin')).toHaveLength(1);
      expect(fixture.service.calls).toHaveLength(1);
    });

    it('holds for public methods too', async () => {
      await start({ rateLimitAddress: ONE });
      expect((await askNative('GetDestaque', 'a')).code).toBe(status.OK);
      expect((await askNative('GetDestaque', 'b')).code).toBe(status.RESOURCE_EXHAUSTED);
    });

    it('is not evaded by x-forwarded-for', async () => {
      await start({ rateLimitAddress: ONE });
      const headers = ['192.0.2.1', '192.0.2.2'].map((ip) => ({ 'x-forwarded-for': ip }));
      expect(await codesOf(headers)).toEqual([status.OK, status.RESOURCE_EXHAUSTED]);
    });

    it('is that of the caller behind a proxy that is trusted', async () => {
      await start({ rateLimitAddress: ONE, trustProxy: ['127.0.0.1'] });
      const headers = ['192.0.2.1', '192.0.2.2', '192.0.2.99, 192.0.2.2'].map((ip) => ({
        'x-forwarded-for': ip,
      }));
      expect(await codesOf(headers)).toEqual([status.OK, status.OK, status.RESOURCE_EXHAUSTED]);
    });

    it('never holds for health', async () => {
      await start({ rateLimitAddress: ONE });
      await askNative('GetDestaque', 'a');
      const target = `127.0.0.1:${fixture.gateway.grpcPort}`;
      const health = createClient(HealthService, target, { ...testClientConfig, name: 'gateway' });
      const answers = [await health.check({ service: '' }), await health.check({ service: '' })];
      health.close();
      expect(answers).toEqual([{ status: Serving.SERVING }, { status: Serving.SERVING }]);
    });
  });

  it('never holds for health pages', async () => {
    await start({ rateLimitAddress: ONE });
    await ask(fixture.gateway.port, { path });
    for (const page of ['/healthz', '/readyz?x=1', '/healthz']) {
      expect((await ask(fixture.gateway.port, { path: page })).status).toBe(200);
    }
  });

  it('is not evaded by X-Forwarded-For', async () => {
    await start({ rateLimitAddress: ONE });
    await getAs('a', { 'x-forwarded-for': '192.0.2.1' });
    expect((await getAs('a', { 'x-forwarded-for': '192.0.2.2' })).status).toBe(429);
  });

  it('is that of the caller behind a proxy that is trusted', async () => {
    await start({ rateLimitAddress: ONE, trustProxy: ['127.0.0.1'] });
    expect((await getAs('a', { 'x-forwarded-for': '192.0.2.1' })).status).toBe(200);
    expect((await getAs('a', { 'x-forwarded-for': '192.0.2.2' })).status).toBe(200);
    expect((await getAs('a', { 'x-forwarded-for': '192.0.2.99, 192.0.2.2' })).status).toBe(429);
  });
});
