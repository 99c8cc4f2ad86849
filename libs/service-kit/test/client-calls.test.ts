import { getEventListeners } from 'node:events';
import { status } from '@grpc/grpc-js';
import type { CallContext, CallOptions } from '../src/index.js';
import { aborted, all, type EcoClient, failureOf, type Message, never, Scene } from './eco.js';

const scene = new Scene();

afterEach(() => scene.close());

async function* texts(...list: string[]): AsyncIterable<Message> {
  for (const text of list) yield { text };
}

async function* endless(): AsyncIterable<Message> {
  yield { text: 'a' };
  await never();
}

describe('a call', () => {
  it('with one answer is a promise', async () => {
    const client = scene.connect(await scene.serve({ unary: async ({ text }) => ({ text: `${text}!` }) }));
    expect(await client.unary({ text: 'oi' })).toEqual({ text: 'oi!' });
  });

  it('with a stream of answers is an async iterable', async () => {
    const download = async function* ({ text }: Message) {
      for (const letter of text) yield { text: letter };
    };
    const client = scene.connect(await scene.serve({ download }));
    expect(await all(client.download({ text: 'abc' }))).toEqual([
      { text: 'a' },
      { text: 'b' },
      { text: 'c' },
    ]);
  });

  it('with a stream of requests takes an async iterable', async () => {
    const upload = async (requests: AsyncIterable<Message>) => ({
      text: (await all(requests)).map(({ text }) => text).join('+'),
    });
    const client = scene.connect(await scene.serve({ upload }));
    expect(await client.upload(texts('a', 'b', 'c'))).toEqual({ text: 'a+b+c' });
  });

  it('with streams both ways answers before the requests have ended', async () => {
    const talk = async function* (requests: AsyncIterable<Message>) {
      for await (const { text } of requests) yield { text: text.toUpperCase() };
    };
    const client = scene.connect(await scene.serve({ talk }));
    let answered = (_text: string): void => {};
    const requests = async function* () {
      let text = 'a';
      for (let i = 0; i < 3; i++) {
        const answer = new Promise<string>((resolve) => {
          answered = resolve;
        });
        yield { text };
        text = (await answer).toLowerCase() + text;
      }
    };
    const seen: string[] = [];
    for await (const { text } of client.talk(requests())) {
      seen.push(text);
      answered(text);
    }
    expect(seen).toEqual(['A', 'AA', 'AAAA']);
  });

  it('that is refused by the service in the middle of a stream of requests closes their source', async () => {
    const upload = async (): Promise<Message> => {
      throw new Error('cheio');
    };
    const client = scene.connect(await scene.serve({ upload }));
    let closed = (): void => {};
    const released = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const source = async function* () {
      try {
        for (;;) {
          await new Promise((resolve) => setImmediate(resolve));
          yield { text: 'x'.repeat(10_000) };
        }
      } finally {
        closed();
      }
    };
    expect((await failureOf(client.upload(source()))).code).toBe(status.INTERNAL);
    await released;
  });
});

type Kind = [name: string, call: (client: EcoClient, options: CallOptions) => Promise<unknown>];

const KINDS: Kind[] = [
  ['unary call', (client, options) => client.unary({ text: 'a' }, options)],
  ['stream of answers', (client, options) => all(client.download({ text: 'a' }, options))],
  ['stream of requests', (client, options) => client.upload(endless(), options)],
  ['stream both ways', (client, options) => all(client.talk(endless(), options))],
];

/** A service that never ends an answer by itself; tells of every call that arrives. */
async function serveSilence() {
  const arrived: CallContext[] = [];
  let onArrival = (_call: CallContext): void => {};
  const arrive = (call: CallContext): void => {
    arrived.push(call);
    onArrival(call);
  };
  const stream = async function* (_request: unknown, context: CallContext) {
    arrive(context);
    yield { text: 'primeira' };
    await aborted(context.signal);
  };
  const single = async (_request: unknown, context: CallContext): Promise<Message> => {
    arrive(context);
    await aborted(context.signal);
    return { text: 'tarde' };
  };
  const server = await scene.serve({ unary: single, upload: single, download: stream, talk: stream });
  const next = (): Promise<CallContext> =>
    new Promise((resolve) => {
      onArrival = resolve;
    });
  return { server, arrived, next };
}

/** A call that is over once it has arrived, and with it all that was sent before on the same connection. */
const pass = async (client: EcoClient): Promise<void> => {
  for await (const _ of client.download({ text: 'z' })) return;
};

/** A service that answers every call at once. */
function serveAnswers() {
  const answer = { text: 'b' };
  const stream = async function* () {
    yield answer;
  };
  return scene.serve({
    unary: async () => answer,
    upload: async () => answer,
    download: stream,
    talk: stream,
  });
}

describe.each(KINDS)('the signal of a %s', (_name, call) => {
  it('aborted before keeps it from being sent', async () => {
    const { server, arrived } = await serveSilence();
    const client = scene.connect(server);
    await pass(client);
    const error = await failureOf(call(client, { signal: AbortSignal.abort() }));
    expect(error.code).toBe(status.CANCELLED);
    await pass(client);
    expect(arrived).toHaveLength(2);
  });

  it('aborted meanwhile ends it as CANCELLED, on the other side too', async () => {
    const { server, next } = await serveSilence();
    const stop = new AbortController();
    const options = { signal: stop.signal, timeoutMs: 60_000 };
    const failure = failureOf(call(scene.connect(server), options));
    const { signal } = await next();
    stop.abort();
    expect((await failure).code).toBe(status.CANCELLED);
    await aborted(signal);
  });

  it('aborted at any step of sending it leaves no call behind on the other side', async () => {
    const { server, arrived } = await serveSilence();
    const client = scene.connect(server);
    await pass(client);
    for (let steps = 0; steps < 30; steps++) {
      const stop = new AbortController();
      const failure = failureOf(call(client, { signal: stop.signal, timeoutMs: 60_000 }));
      for (let i = 0; i < steps; i++) await undefined;
      stop.abort();
      expect((await failure).code).toBe(status.CANCELLED);
    }
    await pass(client);
    await Promise.all(arrived.map(({ signal }) => aborted(signal)));
  });

  it('aborted afterwards changes nothing', async () => {
    const stop = new AbortController();
    const answer = await call(scene.connect(await serveAnswers()), { signal: stop.signal });
    stop.abort();
    expect(JSON.stringify(answer)).toContain('b');
  });

  it('keeps nothing of 200 calls', async () => {
    const client = scene.connect(await serveAnswers());
    const { signal } = new AbortController();
    for (let i = 0; i < 200; i++) await call(client, { signal });
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('keeps nothing of calls that failed', async () => {
    const client = scene.connect({ port: 1 }, { maxRetries: 0 });
    const { signal } = new AbortController();
    for (let i = 0; i < 20; i++) await failureOf(call(client, { signal }));
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});

describe('leaving a stream early', () => {
  it.each<[string, (client: EcoClient, options: CallOptions) => AsyncIterable<Message>]>([
    ['of answers', (client, options) => client.download({ text: 'a' }, options)],
    ['both ways', (client, options) => client.talk(endless(), options)],
  ])('%s cancels it and lets go of its signal', async (_name, open) => {
    const { server, next } = await serveSilence();
    const arrival = next();
    const { signal } = new AbortController();
    for await (const _ of open(scene.connect(server), { signal })) break;
    await aborted((await arrival).signal);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('both ways is never taken for the end of the requests', async () => {
    const ends: string[] = [];
    const settled: Promise<void>[] = [];
    const talk = async function* (requests: AsyncIterable<Message>) {
      let end = (): void => {};
      settled.push(
        new Promise((resolve) => {
          end = resolve;
        }),
      );
      try {
        for await (const request of requests) yield request;
        ends.push('whole');
      } catch {
        ends.push('cut');
      } finally {
        end();
      }
    };
    const client = scene.connect(await scene.serve({ talk }));
    for (let i = 0; i < 30; i++) {
      for await (const _ of client.talk(endless())) break;
    }
    await all(client.talk(texts('z')));
    await Promise.all(settled);
    expect(ends.filter((end) => end === 'whole')).toHaveLength(1);
  });
});

describe('the deadline of a call', () => {
  const serveRemaining = () =>
    scene.serve({
      unary: async (_request, { deadline }) => ({
        text: String((deadline?.getTime() ?? Number.NaN) - Date.now()),
      }),
    });
  const remaining = async (client: EcoClient, options?: CallOptions): Promise<number> =>
    Number((await client.unary({ text: '' }, options)).text);

  it('is the default of the client', async () => {
    const left = await remaining(scene.connect(await serveRemaining(), { defaultTimeoutMs: 60_000 }));
    expect([left > 0, left <= 60_000]).toEqual([true, true]);
  });

  it('is its own where it has one', async () => {
    const client = scene.connect(await serveRemaining(), { defaultTimeoutMs: 20_000 });
    const left = await remaining(client, { timeoutMs: 600_000 });
    expect([left > 20_000, left <= 600_000]).toEqual([true, true]);
  });

  it('is at most a day, which is what timers can hold', async () => {
    const client = scene.connect(await serveRemaining());
    const left = await remaining(client, { timeoutMs: Number.MAX_SAFE_INTEGER });
    expect([left > 60_000, left <= 86_400_000]).toEqual([true, true]);
  });

  it.each(KINDS)('ends a %s that gets no end', async (_name, call) => {
    const { server, next } = await serveSilence();
    const arrival = next();
    const failure = await failureOf(call(scene.connect(server, { defaultTimeoutMs: 100 }), {}));
    expect(failure.code).toBe(status.DEADLINE_EXCEEDED);
    await aborted((await arrival).signal);
  });

  it.each(KINDS)('that has passed keeps a %s from being sent', async (_name, call) => {
    const { server, arrived } = await serveSilence();
    const client = scene.connect(server);
    await pass(client);
    expect((await failureOf(call(client, { timeoutMs: 0 }))).code).toBe(status.DEADLINE_EXCEEDED);
    await pass(client);
    expect(arrived).toHaveLength(2);
  });
});

describe('a request that fails on our side', () => {
  it('comes back as what its source threw, and is never taken for whole', async () => {
    const seen: unknown[] = [];
    let settle = (): void => {};
    const settled = new Promise<void>((resolve) => {
      settle = resolve;
    });
    const upload = async (requests: AsyncIterable<Message>): Promise<Message> => {
      try {
        await all(requests);
        seen.push('whole');
      } catch (error) {
        seen.push((error as Error).name);
      } finally {
        settle();
      }
      return { text: '' };
    };
    const client = scene.connect(await scene.serve({ upload, unary: async (request) => request }));
    const broken = new Error('quebrou');
    const source = async function* () {
      yield { text: 'a' };
      await client.unary({ text: 'what went before has arrived' });
      throw broken;
    };
    await expect(client.upload(source())).rejects.toBe(broken);
    await settled;
    expect(seen).toEqual(['AbortError']);
  });

  it('says nothing of the service, even when its source failed at another one', async () => {
    const { server } = await serveSilence();
    const client = scene.connect(server, { breakerThreshold: 1 });
    const elsewhere = await failureOf(scene.connect({ port: 1 }, { name: 'outro' }).unary({ text: '' }));
    // biome-ignore lint/correctness/useYield: fails before the first request
    const source = async function* (): AsyncIterable<Message> {
      throw elsewhere;
    };
    await expect(client.upload(source())).rejects.toBe(elsewhere);
    expect([elsewhere.target, elsewhere.code, client.$breaker()]).toEqual([
      'outro',
      status.UNAVAILABLE,
      'closed',
    ]);
  });
});
