import { type ClientHttp2Stream, connect, constants } from 'node:http2';
import { Metadata, status } from '@grpc/grpc-js';
import { testServerConfig } from '../src/testing/index.js';
import { aborted, all, type EcoHandlers, failureOf, type Message, never, Scene } from './eco.js';

const hello: Message = { text: 'olá' };
let scene: Scene;
beforeEach(() => {
  scene = new Scene();
});
afterEach(() => scene.close());

const limits = (changed: Partial<typeof testServerConfig.limits>) => ({
  server: { ...testServerConfig, limits: { ...testServerConfig.limits, ...changed } },
});

/** A server with this handler and one that works, and proof afterwards that it still does. */
async function facing(handlers: Partial<EcoHandlers>, options = {}) {
  const running = await scene.serve({ upload: async () => hello, ...handlers }, options);
  const client = scene.connect(running);
  const stillServes = async (): Promise<void> => {
    expect(await client.upload(none())).toEqual(hello);
  };
  return { running, client, stillServes };
}

async function* none(): AsyncIterable<Message> {}

describe('a handler can not hang its caller', () => {
  it('when it throws before it returns a promise', async () => {
    const { client, stillServes } = await facing({
      unary: () => {
        throw new Error('cedo');
      },
    });
    expect((await failureOf(client.unary(hello))).code).toBe(status.INTERNAL);
    await stillServes();
  });

  it('when it rejects', async () => {
    const { client, stillServes } = await facing({ unary: () => Promise.reject(new Error('tarde')) });
    expect((await failureOf(client.unary(hello))).code).toBe(status.INTERNAL);
    await stillServes();
  });

  it('when it rejects with something that is no error', async () => {
    const { client, stillServes } = await facing({ unary: () => Promise.reject(undefined) });
    expect((await failureOf(client.unary(hello))).code).toBe(status.INTERNAL);
    await stillServes();
  });

  it('when it answers twice: the first answer counts', async () => {
    const twice = {
      // biome-ignore lint/suspicious/noThenProperty: a promise of somebody else's making, which settles twice
      then: (resolve: (message: Message) => void, reject: (error: unknown) => void) => {
        resolve({ text: 'primeira' });
        resolve({ text: 'segunda' });
        reject(new Error('terceira'));
      },
    };
    const { client, stillServes } = await facing({ unary: () => twice as unknown as Promise<Message> });
    expect(await client.unary(hello)).toEqual({ text: 'primeira' });
    await stillServes();
  });

  it('when it never ends and the caller has a deadline', async () => {
    const { client, stillServes } = await facing({ unary: never });
    expect((await failureOf(client.unary(hello, { timeoutMs: 50 }))).code).toBe(status.DEADLINE_EXCEEDED);
    await stillServes();
  });

  it('when it never ends, though the caller would wait longer than the server allows', async () => {
    const { client, stillServes } = await facing({ unary: never }, limits({ maxCallMs: 50 }));
    const failure = await failureOf(client.unary(hello));
    expect([failure.code, failure.message]).toEqual([
      status.DEADLINE_EXCEEDED,
      'A operação não terminou dentro do prazo',
    ]);
    await stillServes();
  });

  it('when its stream never gives an item', async () => {
    const { client, stillServes } = await facing({
      download: async function* () {
        await never();
        yield hello;
      },
    });
    expect((await failureOf(all(client.download(hello, { timeoutMs: 50 })))).code).toBe(
      status.DEADLINE_EXCEEDED,
    );
    await stillServes();
  });

  it('when its stream fails while it cleans up', async () => {
    const { client, stillServes } = await facing({
      download: async function* () {
        try {
          yield hello;
        } finally {
          // biome-ignore lint/correctness/noUnsafeFinally: what a careless handler may do
          throw new Error('na limpeza');
        }
      },
    });
    expect((await failureOf(all(client.download(hello)))).code).toBe(status.INTERNAL);
    await stillServes();
  });

  it('when it does not read the requests it is sent', async () => {
    const { client, stillServes } = await facing({
      talk: async function* () {
        yield hello;
      },
    });
    const endless = async function* () {
      for (;;) yield hello;
    };
    expect(await all(client.talk(endless()))).toEqual([hello]);
    await stillServes();
  });

  it('when it answers nothing', async () => {
    const { client, stillServes } = await facing({ unary: async () => undefined as unknown as Message });
    expect((await failureOf(client.unary(hello))).code).toBe(status.INTERNAL);
    await stillServes();
  });

  it('when its answer can not be encoded', async () => {
    const circle: { text: unknown } = { text: '' };
    circle.text = circle;
    const { client, stillServes } = await facing({ unary: async () => circle as Message });
    expect((await failureOf(client.unary(hello))).code).toBe(status.INTERNAL);
    await stillServes();
  });

  it('when it sends its headers twice', async () => {
    const { client, stillServes } = await facing({
      unary: async (_request, call) => {
        call.sendHeaders(new Metadata());
        call.sendHeaders(new Metadata());
        return hello;
      },
    });
    expect(await client.unary(hello)).toEqual(hello);
    await stillServes();
  });

  it('when it goes on after its caller has left', async () => {
    let release = (): void => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    let left = (): void => {};
    const gone = new Promise<void>((resolve) => (left = resolve));
    const { client, stillServes } = await facing({
      unary: async (_request, { signal }) => {
        await aborted(signal);
        left();
        await released;
        throw new Error('ninguém ouve');
      },
    });
    await failureOf(client.unary(hello, { timeoutMs: 50 }));
    await gone;
    release();
    await stillServes();
  });
});

describe('messages beyond the bounds', () => {
  const large = (bytes: number): Message => ({ text: 'x'.repeat(bytes) });

  it('refuses an answer that is too large', async () => {
    const { client, stillServes } = await facing(
      { unary: async () => large(3_000) },
      limits({ maxMessageBytes: 2_000 }),
    );
    expect((await failureOf(client.unary(hello))).code).toBe(status.RESOURCE_EXHAUSTED);
    await stillServes();
  });

  it('refuses a request that is too large', async () => {
    const { client, stillServes } = await facing(
      { unary: async () => hello },
      limits({ maxMessageBytes: 2_000 }),
    );
    expect((await failureOf(client.unary(large(3_000)))).code).toBe(status.RESOURCE_EXHAUSTED);
    await stillServes();
  });

  it('refuses a request that is no message', async () => {
    const { running, stillServes } = await facing({ unary: async () => hello });
    const session = connect(`http://127.0.0.1:${running.port}`);
    scene.keep({ close: () => session.destroy() });
    const stream = session.request({
      ':method': 'POST',
      ':path': '/trilha.teste.v1.Eco/Unary',
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    stream.end(Buffer.from([0, 0, 0, 0, 1, 0x7b]));
    expect(await grpcStatusOf(stream)).toBe(status.INTERNAL);
    await stillServes();
  });
});

/** From the trailers, or from the headers when nothing else comes. */
const grpcStatusOf = (stream: ClientHttp2Stream): Promise<number> =>
  new Promise((resolve) => {
    const look = (headers: Record<string, unknown>): void => {
      if (headers['grpc-status'] !== undefined) resolve(Number(headers['grpc-status']));
    };
    stream.on('response', (headers) => {
      expect(headers[constants.HTTP2_HEADER_STATUS]).toBe(200);
      look(headers);
    });
    stream.on('trailers', look);
    stream.resume();
  });
