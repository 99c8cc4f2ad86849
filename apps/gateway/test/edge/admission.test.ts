import { Code, type Transport } from '@connectrpc/connect';
import { createConnectTransport, createGrpcWebTransport } from '@connectrpc/connect-node';
import { status } from '@grpc/grpc-js';
import type { AccessRule } from '@trilha/proto-gen';
import { createGatekeeper } from '@trilha/service-kit';
import { FakeClock, type TestAuth, testAuth } from '@trilha/service-kit/testing';
import { fixtureRegistry } from '../fixture/fixture-registry.js';
import { GrpcClient } from '../fixture/grpc-client.js';
import { ask, type HttpAnswer } from '../fixture/http-client.js';
import { askRpc, refusalOf } from '../fixture/rpc-client.js';
import { answering } from '../fixture/scripted-service.js';
import { BIBLIOTECA, type Fixture, startFixture } from '../fixture/start-fixture.js';

const clock = new FakeClock();
const PUBLIC = `/${BIBLIOTECA}/GetDestaque`;
const ruleOf = (path: string): AccessRule => ({
  public: path === PUBLIC,
  grants: [{ roles: ['aluno'], own: undefined, ownStored: false, absent: undefined }],
});

let auth: TestAuth;
/** Checks at the edge; its service lets everyone in. */
let edge: Fixture;
/** Checks in the service only. */
let inside: Fixture;

beforeAll(async () => {
  auth = testAuth(clock);
  edge = await startFixture({}, { edge: { auth: { verifier: auth.verifier, ruleOf } } });
  inside = await startFixture({}, { gatekeeper: createGatekeeper({ verifier: auth.verifier, ruleOf }) });
  for (const rpc of ['GetLivro', 'GetDestaque', 'CreateLivro']) {
    edge.service.script(rpc, answering({}));
    inside.service.script(rpc, answering({}));
  }
});

beforeEach(() => {
  edge.service.calls.length = 0;
});

afterAll(async () => {
  await edge.close();
  await inside.close();
});

const get = ({ gateway }: Fixture, authorization?: string, path = '/v1/livros/l'): Promise<HttpAnswer> =>
  ask(gateway.port, { path, headers: authorization === undefined ? {} : { authorization } });

const expired = async (): Promise<string> => {
  const token = await auth.tokenFor({ sub: 'a', roles: ['aluno'], ttlSeconds: 1 });
  clock.advance(2_000);
  return `Bearer ${token}`;
};

describe('native gRPC', () => {
  const askNative = async (metadata: Record<string, string>): Promise<number> => {
    const client = new GrpcClient(edge.gateway.grpcPort, BIBLIOTECA);
    const { status: end } = await client.ask('GetLivro', { metadata });
    client.close();
    return end.code;
  };

  it('is refused without a token as the other protocols are, and no service is called', async () => {
    expect(await askNative({})).toBe(status.UNAUTHENTICATED);
    expect(edge.service.calls).toEqual([]);
  });

  it('passes with one', async () => {
    const token = await auth.tokenFor({ sub: 'a', roles: ['aluno'] });
    expect(await askNative({ authorization: `Bearer ${token}` })).toBe(status.OK);
  });
});

describe('a token at the edge', () => {
  it.each([
    ['missing', async () => undefined, 'TOKEN_AUSENTE', 'Bearer'],
    ['garbled', async () => 'Bearer x', 'TOKEN_INVALIDO', 'Bearer error="invalid_token"'],
    ['of another scheme', async () => 'Basic YTpi', 'TOKEN_INVALIDO', 'Bearer error="invalid_token"'],
    ['expired', expired, 'TOKEN_EXPIRADO', 'Bearer error="invalid_token"'],
  ])('that is %s is refused, and no service is called', async (_name, make, reason, challenge) => {
    const answer = await get(edge, await make());
    expect(answer.status).toBe(401);
    expect(answer.json()).toMatchObject({ code: 16, details: [{ reason, domain: 'trilha' }] });
    expect(answer.headers['www-authenticate']).toBe(challenge);
    expect(edge.service.calls).toEqual([]);
  });

  it.each([undefined, 'Bearer x', 'Basic YTpi'])(
    '%p is refused in the words of the services',
    async (given) => {
      const [here, there] = [await get(edge, given), await get(inside, given)];
      expect([here.status, here.json()]).toEqual([there.status, there.json()]);
      expect(here.headers['www-authenticate']).toBe(there.headers['www-authenticate']);
    },
  );

  it('that holds gets to the service, which judges its role', async () => {
    const token = await auth.tokenFor({ sub: 'p', roles: ['professor'] });
    expect((await get(edge, `Bearer ${token}`)).status).toBe(200);
    expect(edge.service.calls[0]?.metadata.get('authorization')).toEqual([`Bearer ${token}`]);
    expect((await get(inside, `Bearer ${token}`)).json()).toMatchObject({
      code: 7,
      details: [{ reason: 'PAPEL_SEM_PERMISSAO' }],
    });
  });

  it('is not asked of who calls a public method', async () => {
    expect((await get(edge, undefined, '/v1/livros/destaque')).status).toBe(200);
  });

  it('is checked before the body', async () => {
    const answer = await ask(edge.gateway.port, {
      method: 'POST',
      path: '/v1/livros',
      headers: { 'content-type': 'application/json' },
      body: '{garbled',
    });
    expect(answer.status).toBe(401);
  });
});

describe('a call by Connect or gRPC-Web', () => {
  const CLIENTS: [name: string, open: (fixture: Fixture) => Transport][] = [
    ['Connect', ({ gateway }) => createConnectTransport({ baseUrl: urlOf(gateway), httpVersion: '1.1' })],
    ['gRPC-Web', ({ gateway }) => createGrpcWebTransport({ baseUrl: urlOf(gateway), httpVersion: '1.1' })],
  ];
  const urlOf = ({ port }: Fixture['gateway']): string => `http://127.0.0.1:${port}`;

  describe.each(CLIENTS)('by %s', (_name, open) => {
    it.each(['GetLivro', 'AcompanharLivros'])(
      'is refused without a token, before any service is called: %s',
      async (rpc) => {
        const refusal = await refusalOf(askRpc(open(edge), rpc));
        expect(refusal.code).toBe(Code.Unauthenticated);
        expect(refusal.findDetails(fixtureRegistry())).toMatchObject([{ reason: 'TOKEN_AUSENTE' }]);
        expect(edge.service.calls).toEqual([]);
      },
    );

    it('gets to the service with a token that holds', async () => {
      const token = await auth.tokenFor({ sub: 'p', roles: ['professor'] });
      await askRpc(open(edge), 'GetLivro', { header: { authorization: `Bearer ${token}` } });
      expect(edge.service.calls).toHaveLength(1);
    });
  });

  it('is told how to show one', async () => {
    const answer = await ask(edge.gateway.port, {
      method: 'POST',
      path: `/${BIBLIOTECA}/GetLivro`,
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect([answer.status, answer.headers['www-authenticate']]).toEqual([401, 'Bearer']);
  });
});

describe('a header that only the inside may set', () => {
  it.each([
    ['x-trilha-service-authorization', 'Bearer x'],
    ['x-trilha-teste', 'x'],
    ['grpc-metadata-authorization', 'Bearer x'],
    ['grpc-metadata-x-trilha-service-authorization', 'Bearer x'],
    ['grpc-metadata-proxy-authorization', 'Basic x'],
    ['grpc-metadata-grpc-previous-rpc-attempts', '9'],
    ['grpc-metadata-x-correlation-id', 'x'],
    ['grpc-metadata-traceparent', 'x'],
    ['grpc-metadata-cookie', 'x'],
  ])('gets no further: %s', async (name, value) => {
    await ask(inside.gateway.port, {
      path: '/v1/livros/destaque',
      headers: { 'x-correlation-id': 'c', [name]: value },
    });
    const { metadata } = inside.service.calls.at(-1) ?? {};
    const seen = Object.entries(metadata?.getMap() ?? {}).filter(([, text]) => text === value);
    expect(seen).toEqual([]);
    expect(metadata?.get('x-correlation-id')).toEqual(['c']);
  });
});

describe('a header Grpc-Metadata-*', () => {
  it('becomes metadata without the prefix', async () => {
    const headers = { 'Grpc-Metadata-X-Turma': '3B', 'Grpc-Metadata-Marca-Bin': 'AAH/' };
    await ask(inside.gateway.port, { path: '/v1/livros/destaque', headers });
    const { metadata } = inside.service.calls.at(-1) ?? {};
    expect(metadata?.get('x-turma')).toEqual(['3B']);
    expect(metadata?.get('marca-bin')).toEqual([Buffer.from([0, 1, 255])]);
  });

  it.each([
    ['grpc-metadata-marca-bin', '???'],
    ['grpc-metadata-x-turma', 'ã'],
    ['grpc-metadata-', 'x'],
    ["grpc-metadata-x'y", 'x'],
  ])('that metadata can not carry is left out: %s', async (name, value) => {
    const answer = await ask(inside.gateway.port, {
      path: '/v1/livros/destaque',
      headers: { [name]: value },
    });
    expect(answer.status).toBe(200);
    expect(Object.keys(inside.service.calls.at(-1)?.metadata.getMap() ?? {})).not.toContain(name.slice(14));
  });
});
