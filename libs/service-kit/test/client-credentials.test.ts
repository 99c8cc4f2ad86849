import { Metadata, status } from '@grpc/grpc-js';
import type { ClientOptions } from '../src/index.js';
import { all, type EcoClient, failureOf, type Message, Scene } from './eco.js';

const scene = new Scene();

afterEach(() => scene.close());

const SERVICE = 'x-trilha-service-authorization';

/** Calls a service and gives what it was shown. */
async function shown(options: Partial<ClientOptions>, metadata?: Metadata) {
  const server = await scene.serve({
    unary: async (_request, call) => ({
      text: JSON.stringify({
        authorization: call.metadata.get('authorization'),
        service: call.metadata.get(SERVICE),
      }),
    }),
  });
  const { text } = await scene.connect(server, options).unary({ text: '' }, { metadata });
  return JSON.parse(text) as { authorization: string[]; service: string[] };
}

describe('a client', () => {
  it.each([
    ['at once', () => 'abc'],
    ['in time', async () => 'abc'],
  ])('shows the token of its service, had %s', async (_name, token) => {
    expect(await shown({ identity: { token } })).toEqual({ authorization: [], service: ['Bearer abc'] });
  });

  it('shows no token of a service that has none', async () => {
    expect((await shown({ identity: { token: () => undefined } })).service).toEqual([]);
  });

  it('shows its own token in place of one of another service given by hand', async () => {
    const metadata = new Metadata();
    metadata.set(SERVICE, 'Bearer de-outro');
    expect((await shown({ identity: { token: () => 'abc' } }, metadata)).service).toEqual(['Bearer abc']);
  });

  it('shows the token of the person who uses it, where no call is being served', async () => {
    expect((await shown({ authorize: async () => 'eu' })).authorization).toEqual(['Bearer eu']);
  });

  it('shows the token given by hand in place of that person’s', async () => {
    const metadata = new Metadata();
    metadata.set('authorization', 'Bearer outro');
    expect((await shown({ authorize: () => 'eu' }, metadata)).authorization).toEqual(['Bearer outro']);
  });

  it('shows the token of the caller of the call being served in place of that person’s', async () => {
    const far = await scene.serve({
      unary: async (_request, call) => ({ text: call.metadata.get('authorization').join() }),
    });
    const inner = scene.connect(far, { authorize: () => 'eu' });
    const near = await scene.serve({ unary: (request) => inner.unary(request) });
    const metadata = new Metadata();
    metadata.set('authorization', 'Bearer de-quem-chama');
    expect(await scene.connect(near).unary({ text: '' }, { metadata })).toEqual({
      text: 'Bearer de-quem-chama',
    });
  });
});

const refused = new Error('no key');

const FAULTS: [string, Partial<ClientOptions>][] = [
  ['the person', { authorize: () => Promise.reject(refused) }],
  [
    'the person, thrown at once',
    {
      authorize: () => {
        throw refused;
      },
    },
  ],
  ['the service', { identity: { token: () => Promise.reject(refused) } }],
];

const CALLS: [string, (client: EcoClient) => Promise<unknown>][] = [
  ['unary call', (client) => client.unary({ text: '' })],
  ['stream of answers', (client) => all(client.download({ text: '' }))],
  ['stream of requests', (client) => client.upload(nothing())],
  ['stream both ways', (client) => all(client.talk(nothing()))],
];

async function* nothing(): AsyncIterable<Message> {}

describe.each(FAULTS)('a token of %s that can not be had', (_name, options) => {
  it.each(CALLS)(
    'fails a %s with what went wrong, unsent, and tells the breaker nothing',
    async (_kind, call) => {
      let arrived = 0;
      const server = await scene.serve({ unary: async (request) => ({ ...request, text: `${++arrived}` }) });
      const client = scene.connect(server, { ...options, breakerThreshold: 1 });
      await expect(call(client)).rejects.toBe(refused);
      expect([client.$breaker(), arrived]).toEqual(['closed', 0]);
    },
  );
});

describe('a token that can not be had', () => {
  it('is not taken for a failure of the service called, even when another service gave it', async () => {
    const elsewhere = await failureOf(scene.connect({ port: 1 }, { name: 'emissor' }).unary({ text: '' }));
    const server = await scene.serve({ unary: async (request) => request });
    const client = scene.connect(server, { authorize: () => Promise.reject(elsewhere), breakerThreshold: 1 });
    await expect(client.unary({ text: '' })).rejects.toBe(elsewhere);
    expect([elsewhere.code, elsewhere.target, client.$breaker()]).toEqual([
      status.UNAVAILABLE,
      'emissor',
      'closed',
    ]);
  });

  it.each(CALLS)('gives the trial of a half-open breaker back: %s', async (_kind, call) => {
    let nowMs = 0;
    let failing = false;
    const server = await scene.serve({ unary: async (request) => request });
    const client = scene.connect(server, {
      breakerThreshold: 1,
      now: () => nowMs,
      authorize: () => (failing ? Promise.reject(refused) : 'eu'),
    });
    await server.close();
    await failureOf(client.unary({ text: '' }));
    expect(client.$breaker()).toBe('open');
    nowMs += 1_000;
    failing = true;
    await expect(call(client)).rejects.toBe(refused);
    failing = false;
    // The next one is let through to try: it reaches for the network, where nobody listens.
    const { retryAfterMs } = await failureOf(client.unary({ text: '' }));
    expect(retryAfterMs).toBeUndefined();
  });
});
