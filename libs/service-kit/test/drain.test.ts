import { setTimeout as pause } from 'node:timers/promises';
import { status } from '@grpc/grpc-js';
import { HealthService, HealthCheckResponse_ServingStatus as Serving } from '@trilha/proto-gen/health';
import { createClient } from '../src/index.js';
import { testClientConfig, testServerConfig } from '../src/testing/index.js';
import { aborted, failureOf, type Message, Scene } from './eco.js';

const hello: Message = { text: 'olá' };
let scene: Scene;
beforeEach(() => {
  scene = new Scene();
});
afterEach(() => scene.close());

/** A promise and what settles it. */
function deferred<T = void>() {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((done) => (resolve = done));
  return { promise, resolve };
}

const server = (changed: Partial<typeof testServerConfig>) => ({
  server: { ...testServerConfig, ...changed },
});

describe('a server that closes', () => {
  it('lets a call in flight end with its answer', async () => {
    const [begun, finish] = [deferred(), deferred()];
    const running = await scene.serve(
      {
        unary: async () => {
          begun.resolve();
          await finish.promise;
          return hello;
        },
      },
      server({ drainGraceMs: 10_000 }),
    );
    const answer = scene.connect(running).unary(hello);
    await begun.promise;
    const closed = running.close();
    finish.resolve();
    expect(await answer).toEqual(hello);
    await closed;
  });

  it('tells handlers at once, so that a stream waiting for news ends by itself', async () => {
    const begun = deferred();
    const running = await scene.serve(
      {
        download: async function* (_request, { closing }) {
          yield hello;
          begun.resolve();
          await aborted(closing);
          yield { text: 'até logo' };
        },
      },
      server({ drainGraceMs: 10_000 }),
    );
    const seen: string[] = [];
    const reading = (async () => {
      for await (const { text } of scene.connect(running).download(hello)) seen.push(text);
    })();
    await begun.promise;
    await running.close();
    await reading;
    expect(seen).toEqual(['olá', 'até logo']);
  });

  it('cuts what is left after the grace with UNAVAILABLE, and aborts its signal', async () => {
    const [begun, cut] = [deferred(), deferred()];
    const running = await scene.serve(
      {
        download: async function* (_request, { signal }) {
          yield hello;
          begun.resolve();
          await aborted(signal);
          cut.resolve();
        },
      },
      server({ drainGraceMs: 20 }),
    );
    const read = async (): Promise<void> => {
      for await (const _ of scene.connect(running).download(hello));
    };
    const failure = failureOf(read());
    await begun.promise;
    await running.close();
    expect(await failure).toMatchObject({
      code: status.UNAVAILABLE,
      message: 'O serviço está encerrando; tente de novo',
    });
    await cut.promise;
  });

  it('takes no new calls', async () => {
    const [begun, finish] = [deferred(), deferred()];
    const running = await scene.serve(
      {
        unary: async () => {
          begun.resolve();
          await finish.promise;
          return hello;
        },
      },
      server({ drainGraceMs: 10_000 }),
    );
    const early = scene.connect(running).unary(hello);
    await begun.promise;
    const closed = running.close();
    expect((await failureOf(scene.connect(running).unary(hello, { timeoutMs: 2_000 }))).unreachable).toBe(
      true,
    );
    finish.resolve();
    await early;
    await closed;
  });

  it('says that it does not serve, yet still does, while load balancers take notice', async () => {
    const running = await scene.serve({ unary: async () => hello }, server({ drainDelayMs: 300 }));
    const client = scene.connect(running);
    const health = createClient(HealthService, `127.0.0.1:${running.port}`, {
      ...testClientConfig,
      name: 'eco',
    });
    scene.keep(health);
    await client.unary(hello);
    const closed = running.close();
    expect(await health.check({ service: '' })).toEqual({ status: Serving.NOT_SERVING });
    expect(await running.notReady()).toEqual(['closing']);
    expect(await client.unary(hello)).toEqual(hello);
    await closed;
  });

  it('ends though somebody watches its health and keeps the connection', async () => {
    const running = await scene.serve({}, server({ drainGraceMs: 10_000 }));
    const health = createClient(HealthService, `127.0.0.1:${running.port}`, {
      ...testClientConfig,
      name: 'eco',
    });
    scene.keep(health);
    const seen: Serving[] = [];
    const watching = (async () => {
      for await (const { status: state } of health.watch({ service: '' })) {
        seen.push(state);
        if (seen.length === 1) void running.close();
      }
    })();
    await watching;
    await running.close();
    expect(seen).toEqual([Serving.SERVING, Serving.NOT_SERVING]);
  });

  it('may be told to close twice', async () => {
    const running = await scene.serve({});
    await Promise.all([running.close(), running.close()]);
    await pause(0);
  });
});
