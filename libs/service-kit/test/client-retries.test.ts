import { status } from '@grpc/grpc-js';
import { DomainError, type ErrorKind } from '../src/base/index.js';
import { bindService, createClient, loadServiceConfig } from '../src/index.js';
import { testClientConfig } from '../src/testing/index.js';
import { all, Eco, failureOf, type Message, Scene } from './eco.js';

/** Paths of the contracts, because those say what may be repeated. */
const Contracts = {
  /** `NO_SIDE_EFFECTS` */
  read: { ...Eco.unary, path: '/trilha.insights.v1.InsightsService/GetMetric' },
  /** `IDEMPOTENT` */
  put: { ...Eco.unary, path: '/trilha.insights.v1.InsightsService/RegisterMetrics' },
  /** Says nothing. */
  create: { ...Eco.unary, path: '/trilha.cpar.v1.CparService/CreateAgendamento' },
  /** `NO_SIDE_EFFECTS` */
  watch: { ...Eco.download, path: '/trilha.notificacoes.v1.NotificacoesService/WatchNotifications' },
  /** `IDEMPOTENT` */
  send: { ...Eco.upload, path: '/trilha.midia.v1.MidiaService/UploadMedia' },
};

const scene = new Scene();

afterEach(() => scene.close());

/** A service that fails so many times, then answers; and a client of it. */
async function failing(times: number, kind: ErrorKind = 'unavailable', maxRetries = 2) {
  const seen = { attempts: 0, failuresLeft: times };
  const attempt = (): void => {
    seen.attempts += 1;
    if (seen.failuresLeft === 0) return;
    seen.failuresLeft -= 1;
    throw new DomainError(kind, 'MOTIVO', 'Não dá');
  };
  const unary = async (request: Message): Promise<Message> => {
    attempt();
    return request;
  };
  const service = bindService(Contracts, {
    read: unary,
    put: unary,
    create: unary,
    watch: async function* (request) {
      attempt();
      yield request;
    },
    send: async (requests) => {
      const texts = (await all(requests)).map(({ text }) => text);
      attempt();
      return { text: texts.join('+') };
    },
  });
  const server = await scene.serve({}, { services: [service] });
  const target = `127.0.0.1:${server.port}`;
  const client = scene.keep(
    createClient(Contracts, target, { ...testClientConfig, maxRetries, name: 'contratos' }),
  );
  return { client, seen };
}

async function* letters(): AsyncIterable<Message> {
  for (const text of 'abc') yield { text };
}

describe('a call of a method that may be repeated', () => {
  it('is tried again until the service is available', async () => {
    const { client, seen } = await failing(2);
    expect(await client.read({ text: 'a' })).toEqual({ text: 'a' });
    expect(seen.attempts).toBe(3);
  });

  it('is tried as often again as it was told to, not more', async () => {
    const { client, seen } = await failing(9);
    expect((await failureOf(client.put({ text: 'a' }))).code).toBe(status.UNAVAILABLE);
    expect(seen.attempts).toBe(3);
  });

  it('is tried as often again as GRPC__CLIENT__MAX_RETRIES says', async () => {
    const { maxRetries } = loadServiceConfig('cursos', { GRPC__CLIENT__MAX_RETRIES: '1' }).config.client;
    const { client, seen } = await failing(9, 'unavailable', maxRetries);
    await failureOf(client.read({ text: 'a' }));
    expect(seen.attempts).toBe(2);
  });

  it('is tried once where no retries are wanted', async () => {
    const { client, seen } = await failing(1, 'unavailable', 0);
    expect((await failureOf(client.read({ text: 'a' }))).code).toBe(status.UNAVAILABLE);
    expect(seen.attempts).toBe(1);
  });

  it('is tried again when it streams answers and none has come', async () => {
    const { client, seen } = await failing(1);
    expect(await all(client.watch({ text: 'a' }))).toEqual([{ text: 'a' }]);
    expect(seen.attempts).toBe(2);
  });

  it('is tried again with all of its requests when it streams them', async () => {
    const { client, seen } = await failing(1);
    expect(await client.send(letters())).toEqual({ text: 'a+b+c' });
    expect(seen.attempts).toBe(2);
  });

  it.each<[ErrorKind]>([
    ['invalid'],
    ['not-found'],
    ['already-exists'],
    ['precondition'],
    ['unauthenticated'],
    ['forbidden'],
    ['out-of-range'],
    ['overloaded'],
    ['timeout'],
    ['aborted'],
    ['corrupt'],
  ])('is tried once when it fails as %s', async (kind) => {
    const { client, seen } = await failing(1, kind);
    expect((await failureOf(client.read({ text: 'a' }))).code).not.toBe(status.UNAVAILABLE);
    expect(seen.attempts).toBe(1);
  });

  it('is tried once while most calls fail, and again once calls have succeeded', async () => {
    const { client, seen } = await failing(Number.POSITIVE_INFINITY, 'unavailable', 1);
    const attemptsOf = async (call: () => Promise<unknown>): Promise<number> => {
      const before = seen.attempts;
      await call();
      return seen.attempts - before;
    };
    const failed = () => failureOf(client.read({ text: 'a' }));
    const attempts: number[] = [];
    for (let i = 0; i < 7; i++) attempts.push(await attemptsOf(failed));
    expect(attempts).toEqual([2, 2, 2, 2, 2, 1, 1]);
    seen.failuresLeft = 0;
    for (let i = 0; i < 8; i++) await client.read({ text: 'a' });
    seen.failuresLeft = 1;
    expect(await attemptsOf(() => client.read({ text: 'a' }))).toBe(2);
  });
});

describe('a call of a method that must not be repeated', () => {
  it('is tried once', async () => {
    const { client, seen } = await failing(1);
    expect((await failureOf(client.create({ text: 'a' }))).code).toBe(status.UNAVAILABLE);
    expect(seen.attempts).toBe(1);
  });
});
