import { status } from '@grpc/grpc-js';
import { ErrorInfo, RetryInfo } from '@trilha/proto-gen/rpc';
import type { ErrorKind } from '../src/base/index.js';
import { createClient, type RemoteError, statusDetailsOf, toStatus } from '../src/index.js';
import { testClientConfig, testServerConfig } from '../src/testing/index.js';
import { answer, down, gate, openBreaker, refuse } from './breaker-scene.js';
import { aborted, all, Eco, failureOf, type Message, never, Scene } from './eco.js';

const scene = new Scene();

afterEach(() => scene.close());

async function* none(): AsyncIterable<Message> {}

const detailOf = (error: RemoteError, type: string): Uint8Array => {
  const details = statusDetailsOf(toStatus(error).metadata)?.details ?? [];
  return details.find(({ typeUrl }) => typeUrl.endsWith(`google.rpc.${type}`))?.value ?? new Uint8Array();
};

describe('the circuit breaker of a client', () => {
  it('keeps calls from a service that was unavailable as often in a row as it tolerates', async () => {
    const { service, client, ask } = await openBreaker(scene);
    service.act = down;
    for (let i = 0; i < 3; i++) await failureOf(ask());
    expect(client.$breaker()).toBe('open');
    service.act = answer;
    for (let i = 0; i < 5; i++) expect((await failureOf(ask())).code).toBe(status.UNAVAILABLE);
    expect(service.arrived).toBe(3);
  });

  it('keeps calls from a service that did not answer within their whole time', async () => {
    const { service, client, ask } = await openBreaker(scene, { defaultTimeoutMs: 60 });
    service.act = never;
    for (let i = 0; i < 3; i++) expect((await failureOf(ask())).code).toBe(status.DEADLINE_EXCEEDED);
    expect(client.$breaker()).toBe('open');
  });

  it('keeps calls of all kinds, and names the service and the time to wait', async () => {
    const { client, trip, advance } = await openBreaker(scene);
    await trip();
    advance(250);
    const calls = [
      client.unary({ text: '' }),
      all(client.download({ text: '' })),
      client.upload(none()),
      all(client.talk(none())),
    ];
    for (const error of await Promise.all(calls.map(failureOf))) {
      expect(error).toMatchObject({ code: status.UNAVAILABLE, target: 'eco', retryAfterMs: 750 });
    }
  });

  it('tells our own caller which dependency is unavailable, and when to come back', async () => {
    const { ask, trip, advance } = await openBreaker(scene);
    await trip();
    advance(250);
    const error = await failureOf(ask());
    expect(toStatus(error)).toMatchObject({ code: status.UNAVAILABLE, unexpected: false });
    expect(ErrorInfo.decode(detailOf(error, 'ErrorInfo'))).toMatchObject({
      reason: 'DEPENDENCIA_INDISPONIVEL',
      metadata: { servico: 'eco' },
    });
    expect(RetryInfo.decode(detailOf(error, 'RetryInfo')).retryDelay).toEqual({
      seconds: 0n,
      nanos: 750_000_000,
    });
  });

  it('counts a call that was tried several times once', async () => {
    const { service, client } = await openBreaker(scene, { maxRetries: 2 });
    service.act = down;
    await failureOf(client.getStatus({}));
    expect([service.arrived, client.$breaker()]).toEqual([3, 'closed']);
  });

  it.each<[string, ErrorKind]>([
    ['a refusal', 'invalid'],
    ['something that is not there', 'not-found'],
    ['a full queue', 'overloaded'],
    ['a fault of the service', 'corrupt'],
  ])('does not mind %s', async (_name, kind) => {
    const { service, client, ask } = await openBreaker(scene, { breakerThreshold: 1 });
    service.act = refuse(kind);
    await failureOf(ask());
    expect(client.$breaker()).toBe('closed');
  });

  it('does not mind calls that their caller gave up', async () => {
    const { service, client } = await openBreaker(scene, { breakerThreshold: 1 });
    const stop = new AbortController();
    service.act = async (signal) => {
      stop.abort();
      await aborted(signal);
    };
    expect((await failureOf(client.unary({ text: '' }, { signal: stop.signal }))).code).toBe(
      status.CANCELLED,
    );
    expect(client.$breaker()).toBe('closed');
  });

  it('does not mind calls whose caller left them little time', async () => {
    const { service, client } = await openBreaker(scene, { breakerThreshold: 1, defaultTimeoutMs: 60_000 });
    service.act = never;
    const near = await scene.serve({ unary: () => client.unary({ text: '' }) });
    await failureOf(scene.connect(near).unary({ text: '' }, { timeoutMs: 150 }));
    // Asked after the call below, so that the one above is over on the inside too.
    await failureOf(scene.connect(near).unary({ text: '' }, { timeoutMs: 150 }));
    expect([service.arrived, client.$breaker()]).toEqual([2, 'closed']);
  });

  it('lets one call try after the pause, and all when that one succeeds', async () => {
    const { service, client, ask, trip, advance } = await openBreaker(scene);
    await trip();
    advance(1_000);
    const { hold, arrived, release } = gate();
    service.act = hold;
    const trial = ask();
    await arrived;
    expect((await failureOf(ask())).message).toBe('o disjuntor de eco está aberto');
    expect([service.arrived, client.$breaker()]).toEqual([4, 'half-open']);
    release();
    await trial;
    await ask();
    expect([service.arrived, client.$breaker()]).toEqual([5, 'closed']);
  });

  it('waits twice as long when that one fails', async () => {
    const { client, ask, trip, advance } = await openBreaker(scene);
    await trip();
    advance(1_000);
    await failureOf(ask());
    expect([client.$breaker(), (await failureOf(ask())).retryAfterMs]).toEqual(['open', 2_000]);
  });

  it('closes with the first answer of a stream, which may go on for hours', async () => {
    const { service, client, trip, advance } = await openBreaker(scene);
    await trip();
    advance(1_000);
    service.act = answer;
    for await (const _message of client.download({ text: '' })) {
      expect(client.$breaker()).toBe('closed');
      break;
    }
  });

  it('lets the next call try when a stream that waits for news was let through', async () => {
    const { service, client, ask, trip, advance } = await openBreaker(scene);
    await trip();
    advance(1_000);
    const stop = new AbortController();
    const { hold, arrived } = gate();
    service.act = hold;
    const waiting = failureOf(all(client.download({ text: '' }, { signal: stop.signal })));
    await arrived;
    service.act = answer;
    await failureOf(ask());
    advance(1_000);
    await ask();
    expect(client.$breaker()).toBe('closed');
    stop.abort();
    await waiting;
  });

  it('lets a call try as soon as a service that was gone is connected again, whatever the pause', async () => {
    const binding = { unary: async () => ({ text: 'b' }) };
    const gone = await scene.serve(binding);
    const server = { ...testServerConfig, port: gone.port };
    const client = scene.keep(
      createClient(Eco, `127.0.0.1:${gone.port}`, {
        ...testClientConfig,
        breakerThreshold: 1,
        name: 'eco',
        // The pause never ends by the clock.
        now: () => 0,
      }),
    );
    await client.unary({ text: 'a' });
    await gone.close();
    await failureOf(client.unary({ text: 'a' }));
    expect(client.$breaker()).toBe('open');
    await scene.serve(binding, { server });
    while (client.$breaker() === 'open') await new Promise((resolve) => setImmediate(resolve));
    expect(await client.unary({ text: 'a' })).toEqual({ text: 'b' });
    expect(client.$breaker()).toBe('closed');
  });
});
