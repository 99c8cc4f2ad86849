import { Metadata, status } from '@grpc/grpc-js';
import { HealthService, HealthCheckResponse_ServingStatus as Serving } from '@trilha/proto-gen/health';
import { RetryInfo } from '@trilha/proto-gen/rpc';
import { DomainError } from '../src/base/index.js';
import { createClient, type RemoteError, statusDetailsOf } from '../src/index.js';
import { testClientConfig, testServerConfig } from '../src/testing/index.js';
import { all, failureOf, type Message, Scene } from './eco.js';

const hello: Message = { text: 'olá' };
let scene: Scene;
beforeEach(() => {
  scene = new Scene();
});
afterEach(() => scene.close());

const limits = (changed: Partial<typeof testServerConfig.limits>) => ({
  server: { ...testServerConfig, limits: { ...testServerConfig.limits, ...changed } },
});

/** A handler that holds its calls until it is told to let them end. */
function gate() {
  const begun: (() => void)[] = [];
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  let count = 0;
  return {
    open,
    /** Resolves when this many calls are held. */
    holds: async (wanted: number): Promise<void> => {
      while (count < wanted) await new Promise<void>((resolve) => begun.push(resolve));
    },
    handler: async (): Promise<Message> => {
      count += 1;
      for (const told of begun.splice(0)) told();
      await opened;
      return hello;
    },
  };
}

const retryOf = ({ metadata }: RemoteError): RetryInfo | undefined => {
  const detail = statusDetailsOf(metadata)?.details.find(({ typeUrl }) => typeUrl.endsWith('RetryInfo'));
  return detail && RetryInfo.decode(detail.value);
};

describe('calls in flight', () => {
  it('refuses one more than the bound at once, and says when to try again', async () => {
    const held = gate();
    const client = scene.connect(
      await scene.serve({ unary: held.handler }, limits({ maxConcurrentCalls: 3 })),
    );
    const first = [client.unary(hello), client.unary(hello), client.unary(hello)];
    await held.holds(3);
    const failure = await failureOf(client.unary(hello));
    expect([failure.code, failure.message]).toEqual([
      status.RESOURCE_EXHAUSTED,
      'O serviço está no limite; tente de novo',
    ]);
    expect(retryOf(failure)?.retryDelay).toEqual({ seconds: 1n, nanos: 0 });
    held.open();
    expect(await Promise.all(first)).toHaveLength(3);
  });

  it('counts streams as well', async () => {
    const held = gate();
    const running = await scene.serve(
      {
        download: async function* () {
          yield await held.handler();
        },
        unary: async () => hello,
      },
      limits({ maxConcurrentCalls: 1 }),
    );
    const client = scene.connect(running);
    const reading = all(client.download(hello));
    await held.holds(1);
    expect((await failureOf(client.unary(hello))).code).toBe(status.RESOURCE_EXHAUSTED);
    held.open();
    await reading;
  });

  it('gives every place back, however calls end', async () => {
    let turn = 0;
    const running = await scene.serve(
      {
        unary: async (_request, { signal }) => {
          turn += 1;
          if (turn % 4 === 1) throw new DomainError('not-found', 'NADA', 'Nada');
          if (turn % 4 === 2) throw new TypeError('falha');
          if (turn % 4 === 3) await new Promise((resolve) => signal.addEventListener('abort', resolve));
          return hello;
        },
        upload: async () => hello,
      },
      limits({ maxConcurrentCalls: 2 }),
    );
    const client = scene.connect(running);
    for (let i = 0; i < 120; i++) await client.unary(hello, { timeoutMs: 15 }).catch(() => {});
    async function* none(): AsyncIterable<Message> {}
    // The server learns of the last deadline by itself.
    await expect(
      (async () => {
        for (;;) {
          try {
            return await Promise.all([client.upload(none()), client.upload(none())]);
          } catch (error) {
            if ((error as RemoteError).code !== status.RESOURCE_EXHAUSTED) throw error;
          }
        }
      })(),
    ).resolves.toHaveLength(2);
  });

  it('still says that it lives when it is full', async () => {
    const held = gate();
    const running = await scene.serve({ unary: held.handler }, limits({ maxConcurrentCalls: 1 }));
    const calling = scene.connect(running).unary(hello);
    await held.holds(1);
    const health = scene.keep(
      createClient(HealthService, `127.0.0.1:${running.port}`, { ...testClientConfig, name: 'eco' }),
    );
    expect(await health.check({ service: '' })).toEqual({ status: Serving.SERVING });
    held.open();
    await calling;
  });
});

describe('metadata', () => {
  it('refuses more of it than the bound', async () => {
    const running = await scene.serve({ unary: async () => hello }, limits({ maxMetadataBytes: 2_000 }));
    const client = scene.connect(running);
    const metadata = new Metadata();
    metadata.set('x-grande', 'x'.repeat(2_000));
    const failure = await failureOf(client.unary(hello, { metadata }));
    expect([failure.code, failure.message]).toEqual([
      status.RESOURCE_EXHAUSTED,
      'Envie até 2000 bytes de metadados',
    ]);
    expect(await client.unary(hello)).toEqual(hello);
  });
});
