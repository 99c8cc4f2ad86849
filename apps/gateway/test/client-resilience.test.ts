import { once } from 'node:events';
import { type ClientRequest, request } from 'node:http';
import type { JsonValue } from '@bufbuild/protobuf';
import { type Deferred, deferred } from './fixture/deferred.js';
import { ask, begin, textOf } from './fixture/http-client.js';
import { answering, type Script, silent } from './fixture/scripted-service.js';
import { type Fixture, startFixture } from './fixture/start-fixture.js';

const ACOMPANHAR = '/v1/livros:acompanhar';
const TEXTO = '/v1/livros/l1/texto';
const EVENTS = { accept: 'text/event-stream' };

let fixture: Fixture;

beforeAll(async () => {
  fixture = await startFixture({ unaryTimeoutMs: 600_000, streamTimeoutMs: 600_000, openAfterMs: 20 });
});

afterAll(() => fixture.close());

/** Answers once, then nothing; tells when the call is cancelled. */
const onceThenSilent = (answer: object, cancelled: Deferred): Script =>
  async function* (requests, context) {
    context.signal.addEventListener('abort', () => cancelled.resolve());
    yield answer as never;
    yield* silent(requests, context);
  };

describe('a client that goes away', () => {
  it.each<[string, string, string, Record<string, string>, object]>([
    ['NDJSON', 'AcompanharLivros', ACOMPANHAR, {}, { id: 'a' }],
    ['events', 'AcompanharLivros', ACOMPANHAR, EVENTS, { id: 'a' }],
    ['bytes', 'BaixarLivro', TEXTO, {}, { contentType: 'a/b', data: 'YQ==' }],
  ])('in the middle of %s cancels the call', async (_name, rpc, path, headers, answer) => {
    const cancelled = deferred();
    fixture.service.script(rpc, onceThenSilent(answer, cancelled));
    const [sent, received] = await begin(fixture.gateway.port, { path, headers });
    await once(received, 'data');
    sent.destroy();
    await cancelled.promise;
  });

  it('while a stream of events is silent cancels the call', async () => {
    const cancelled = deferred();
    fixture.service.script('AcompanharLivros', async function* (requests, context) {
      context.signal.addEventListener('abort', () => cancelled.resolve());
      yield* silent(requests, context);
    });
    const [sent, received] = await begin(fixture.gateway.port, { path: ACOMPANHAR, headers: EVENTS });
    await once(received, 'data');
    sent.destroy();
    await cancelled.promise;
  });

  it('in the middle of a stream both ways cancels the call', async () => {
    const cancelled = deferred();
    fixture.service.script('TraduzirLivros', onceThenSilent({ id: 'a' }, cancelled));
    const sent = both();
    const [received] = await once(sent, 'response');
    received.on('error', () => {});
    await once(received, 'data');
    sent.destroy();
    await cancelled.promise;
  });

  it('leaves the gateway to others', async () => {
    fixture.service.script('GetLivro', answering({ id: 'l' }));
    expect((await ask(fixture.gateway.port, { path: '/v1/livros/l' })).status).toBe(200);
  });
});

/** A stream of requests that has only begun. */
function both(): ClientRequest {
  const { port } = fixture.gateway;
  const sent = request({ port, method: 'POST', path: '/v1/livros:traduzir', agent: false });
  sent.on('error', () => {});
  sent.write('{"id":"a"}\n');
  return sent;
}

describe('a wrong line in the middle of a stream both ways', () => {
  it('ends the answers with its fault, not with the call that it cancelled', async () => {
    fixture.service.script('TraduzirLivros', async function* (livros) {
      yield* livros;
    });
    const sent = both();
    const [received] = await once(sent, 'response');
    const first = once(received, 'data');
    const [chunk] = await first;
    sent.end('{"nada":1}\n');
    expect(String(chunk)).toBe('{"id":"a"}\n');
    expect(JSON.parse(await textOf(received))).toMatchObject({
      error: { code: 3, message: 'Campos inválidos: nada: campo desconhecido' },
    });
  });
});

describe('a slow reader', () => {
  const CHUNK = 64 * 1024;
  const CHUNKS = 512;
  /** 16 MiB: more than all that stands between service and reader buffers, and less than half of what there is. */
  const BOUND = 256;
  const letter = (at: number): string => String.fromCharCode(97 + (at % 26));

  it.each<[string, string, string, Record<string, string>]>([
    ['events', 'AcompanharLivros', ACOMPANHAR, EVENTS],
    ['bytes', 'BaixarLivro', TEXTO, {}],
  ])('of %s is waited for, and gets all in the end', async (_name, rpc, path, headers) => {
    let made = 0;
    fixture.service.script(rpc, async function* () {
      for (; made < CHUNKS; made += 1) {
        const piece = Buffer.alloc(CHUNK, letter(made));
        yield rpc === 'BaixarLivro'
          ? ({ data: piece.toString('base64') } as JsonValue)
          : { titulo: piece.toString('latin1') };
      }
    });
    fixture.service.script('GetLivro', answering({ id: 'l' }));
    const [, received] = await begin(fixture.gateway.port, { path, headers });
    await standstill(() => made);
    expect(made).toBeLessThan(BOUND);
    const pieces = (await textOf(received)).match(/([a-z])\1{99,}/g) ?? [];
    expect(pieces.map((piece) => `${piece.length} ${piece[0]}`)).toEqual(
      Array.from({ length: CHUNKS }, (_, at) => `${CHUNK} ${letter(at)}`),
    );
  });

  /** Comes back when a count has not moved while many other calls were answered. */
  async function standstill(count: () => number): Promise<void> {
    for (let seen = -1, same = 0; same < 20; ) {
      await ask(fixture.gateway.port, { path: '/v1/livros/l' });
      same = count() === seen ? same + 1 : 0;
      seen = count();
    }
  }
});

describe('a gateway that stops', () => {
  it('ends open streams with an item that says so, once it has waited long enough', async () => {
    const stopping = await startFixture({ streamTimeoutMs: 600_000 }, { drainGraceMs: 20 });
    stopping.service.script('AcompanharLivros', onceThenSilent({ id: 'a' }, deferred()));
    const [, received] = await begin(stopping.gateway.port, { path: ACOMPANHAR });
    const text = textOf(received);
    await stopping.close();
    expect((await text).split('\n').slice(1)).toEqual([expect.stringMatching(/^\{"error":\{"code":1,/), '']);
  });
});
