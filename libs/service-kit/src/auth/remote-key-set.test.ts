import { generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DomainError } from '../base/index.js';
import { FakeClock } from '../testing/index.js';
import { RemoteKeySet } from './remote-key-set.js';

const keyNamed = (kid: string | undefined): JsonWebKey => ({
  ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' }),
  kid,
});
const [first, second] = [keyNamed('um'), keyNamed('dois')];

describe('the keys of a remote issuer', () => {
  let server: Server;
  let asked: number;
  let answer: (response: ServerResponse) => void;
  let clock: FakeClock;
  let keys: RemoteKeySet;

  const publish = (...published: JsonWebKey[]) => {
    answer = (response) => response.end(JSON.stringify({ keys: published }));
  };
  const fail = () => {
    answer = (response) => response.writeHead(500).end();
  };
  const found = async (kid?: string): Promise<number | string> => {
    try {
      return (await keys.candidates({ alg: 'ES256', ...(kid === undefined ? {} : { kid }) })).keys.length;
    } catch (error) {
      return error instanceof DomainError && error.kind === 'unavailable' ? error.reason : String(error);
    }
  };
  const open = (timeoutMs?: number) => {
    const { port } = server.address() as AddressInfo;
    keys = new RemoteKeySet({ url: `http://127.0.0.1:${port}/jwks`, ttlMs: 300_000, clock, timeoutMs });
  };

  beforeEach(async () => {
    asked = 0;
    clock = new FakeClock();
    publish(first);
    server = createServer((_, response) => {
      asked += 1;
      answer(response);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    open();
  });

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  it('are asked for once, however many tokens come at the same moment', async () => {
    expect(await Promise.all([found('um'), found('um'), found('um')])).toEqual([1, 1, 1]);
    expect(asked).toBe(1);
  });

  it('count for their time to live from the moment they were asked for', async () => {
    const { trustedUntilMs } = await keys.candidates({ alg: 'ES256', kid: 'um' });
    expect(trustedUntilMs).toBe(clock.now().getTime() + 300_000);
  });

  it('are refused when the issuer withdrew them and the time to live is over', async () => {
    await found('um');
    publish(second);
    clock.advance(300_000);
    expect(await found('um')).toBe(0);
    expect(await found('dois')).toBe(1);
  });

  it('are not used past their time to live, though the issuer is down', async () => {
    await found('um');
    fail();
    clock.advance(299_999);
    expect(await found('um')).toBe(1);
    clock.advance(1);
    expect(await found('um')).toBe('CHAVES_INDISPONIVEIS');
  });

  it('are renewed beside the work in the second half of their life', async () => {
    await found('um');
    clock.advance(149_999);
    await found('um');
    expect(asked).toBe(1);
    clock.advance(1);
    const renewed = new Promise<void>((resolve) => {
      answer = (response) => {
        response.end(JSON.stringify({ keys: [first, second] }));
        resolve();
      };
    });
    expect(await found('um')).toBe(1);
    await renewed;
    // Whoever asks now waits for the answer on its way, and does not ask again.
    expect(await found('dois')).toBe(1);
    expect(asked).toBe(2);
  });

  it('are asked for again when a token names a new one', async () => {
    await found('um');
    publish(first, second);
    clock.advance(30_000);
    expect(await found('dois')).toBe(1);
  });

  it('are asked for once in 30 s by tokens with keys that nobody published', async () => {
    await found('um');
    for (let at = 0; at < 20; at += 1) expect(await found(`inventada-${at}`)).toBe(0);
    expect(asked).toBe(1);
    clock.advance(30_000);
    await Promise.all(Array.from({ length: 20 }, (_, at) => found(`outra-${at}`)));
    for (let at = 0; at < 20; at += 1) await found(`mais-${at}`);
    expect(asked).toBe(2);
  });

  it('stay in use when the issuer fails while a new one is looked for', async () => {
    await found('um');
    fail();
    clock.advance(30_000);
    expect(await found('dois')).toBe(0);
    expect(await found('um')).toBe(1);
  });

  it('are asked for once a second while the issuer fails', async () => {
    fail();
    for (let at = 0; at < 5; at += 1) expect(await found('um')).toBe('CHAVES_INDISPONIVEIS');
    expect(asked).toBe(1);
    publish(first);
    clock.advance(1_000);
    expect(await found('um')).toBe(1);
  });

  it('are unavailable when the issuer does not answer in time', async () => {
    answer = () => {};
    open(20);
    expect(await found('um')).toBe('CHAVES_INDISPONIVEIS');
  });

  it.each([
    ['answers no JSON', (r: ServerResponse) => r.end('<html>')],
    ['answers no key set', (r: ServerResponse) => r.end('{"keys": "um"}')],
    [
      'answers at length',
      (r: ServerResponse) => r.end(`${JSON.stringify({ keys: [first] })}${' '.repeat(1024 * 1024)}`),
    ],
    ['hangs up', (r: ServerResponse) => r.destroy()],
  ])('are unavailable when the issuer %s', async (_, misbehave) => {
    answer = misbehave;
    expect(await found('um')).toBe('CHAVES_INDISPONIVEIS');
  });

  it('are not looked for where the issuer sends us', async () => {
    answer = (response) => {
      publish(first);
      response.writeHead(302, { location: '/elsewhere' }).end();
    };
    expect(await found('um')).toBe('CHAVES_INDISPONIVEIS');
  });

  it('are all tried, up to four, for a token that names none', async () => {
    publish(...Array.from({ length: 6 }, () => keyNamed(undefined)));
    expect(await found()).toBe(4);
  });

  it('are none for a shared secret', async () => {
    publish({ kty: 'oct', k: 'c2VncmVkbw', kid: 'um' });
    expect(await found('um')).toBe(0);
  });
});
