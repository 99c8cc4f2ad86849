import { DomainError } from '@trilha/service-kit/base';
import { deferred } from './fixture/deferred.js';
import { ask } from './fixture/http-client.js';
import { answering, refusing, silent } from './fixture/scripted-service.js';
import { BIBLIOTECA, type Fixture, startFixture } from './fixture/start-fixture.js';

const GET_LIVRO = `/${BIBLIOTECA}/GetLivro`;
const TEXT = { 'content-type': 'application/grpc-web-text+proto', accept: 'application/grpc-web-text+proto' };
/** `{id: 'l'}` in a frame of gRPC. */
const FRAME = Buffer.from([0, 0, 0, 0, 3, 0x0a, 1, 0x6c]);

let fixture: Fixture;

beforeAll(async () => {
  fixture = await startFixture();
});

beforeEach(() => {
  fixture.service.calls.length = 0;
  fixture.service.script('GetLivro', answering({ id: 'l' }));
});

afterAll(() => fixture.close());

const post = (body: string | Buffer, headers: Record<string, string>, path = GET_LIVRO) =>
  ask(fixture.gateway.port, { method: 'POST', path, headers, body });

/** The frames of an answer: flags and payload of each. */
function framesIn(bytes: Buffer): [flags: number, payload: Buffer][] {
  const frames: [number, Buffer][] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + 5 + bytes.readUInt32BE(at + 1);
    frames.push([bytes.readUInt8(at), bytes.subarray(at + 5, end)]);
    at = end;
  }
  return frames;
}

/** Base64 whose parts are padded each by itself. */
const fromText = (text: string): Buffer =>
  Buffer.concat(text.split(/(?<==)(?!=)/).map((part) => Buffer.from(part, 'base64')));

describe('gRPC-Web in text', () => {
  it('answers in base64, trailers too', async () => {
    const answer = await post(FRAME.toString('base64'), TEXT);
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'application/grpc-web-text+proto']);
    const [message, trailers] = framesIn(fromText(answer.text()));
    expect(message).toEqual([0, Buffer.from([0x0a, 1, 0x6c])]);
    expect([trailers?.[0], String(trailers?.[1])]).toEqual([0x80, expect.stringContaining('grpc-status: 0')]);
    expect(answer.headers['x-correlation-id']).toBeDefined();
  });

  it('takes base64 that is padded in the middle', async () => {
    const halves = [FRAME.subarray(0, 5), FRAME.subarray(5)].map((half) => half.toString('base64'));
    await post(halves.join(''), TEXT);
    expect(fixture.service.calls.map(({ request }) => request)).toEqual([{ id: 'l' }]);
  });

  it('refuses what is no base64', async () => {
    const answer = await post('####', TEXT);
    const [trailers] = framesIn(fromText(answer.text()));
    expect(String(trailers?.[1])).toContain('grpc-status: 3');
    expect(fixture.service.calls).toEqual([]);
  });

  it('tells a refusal in its trailers', async () => {
    fixture.service.script('GetLivro', refusing(new DomainError('not-found', 'NAO_HA', 'Nao ha')));
    const answer = await post(FRAME.toString('base64'), TEXT);
    const [trailers] = framesIn(fromText(answer.text()));
    expect(String(trailers?.[1])).toMatch(/grpc-status: 5[\s\S]*grpc-status-details-bin: /);
  });

  it('streams', async () => {
    fixture.service.script('AcompanharLivros', answering({ id: 'a' }, { id: 'b' }));
    const answer = await post('AAAAAAA=', TEXT, `/${BIBLIOTECA}/AcompanharLivros`);
    expect(framesIn(fromText(answer.text())).map(([flags]) => flags)).toEqual([0, 0, 0x80]);
  });
});

describe('Connect in JSON', () => {
  const JSON_TYPE = { 'content-type': 'application/json' };

  it('needs no more than curl', async () => {
    const answer = await post('{"id":"l"}', JSON_TYPE);
    expect([answer.status, answer.json()]).toEqual([200, { id: 'l' }]);
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
  });

  it.each([
    ['an unknown field', '{"nada":1}'],
    ['a wrong type', '{"id":1}'],
    ['malformed JSON', '{'],
  ])('refuses %s before any service is called', async (_what, body) => {
    const answer = await post(body, JSON_TYPE);
    expect([answer.status, answer.json()]).toMatchObject([400, { code: 'invalid_argument' }]);
    expect(fixture.service.calls).toEqual([]);
  });

  it('refuses a message that is too large, and goes on with the connection', async () => {
    const answer = await post(JSON.stringify({ id: 'x'.repeat(70_000) }), JSON_TYPE);
    expect(answer.json()).toMatchObject({ code: 'resource_exhausted' });
    expect(fixture.service.calls).toEqual([]);
  });

  it('tells which field is wrong in one of a stream of requests', async () => {
    const frame = (text: string): Buffer => {
      const head = Buffer.alloc(5);
      head.writeUInt32BE(Buffer.byteLength(text), 1);
      return Buffer.concat([head, Buffer.from(text)]);
    };
    fixture.service.script('ImportarLivros', answering({}));
    const body = Buffer.concat([frame('{"id":"a"}'), frame('{"nada":1}')]);
    const type = { 'content-type': 'application/connect+json' };
    const answer = await post(body, type, `/${BIBLIOTECA}/ImportarLivros`);
    const [end] = framesIn(answer.body).slice(-1);
    expect(JSON.parse(String(end?.[1]))).toMatchObject({
      error: { code: 'invalid_argument', message: expect.stringContaining('nada') },
    });
  });
});

describe('HTTP around a method', () => {
  it('has GET where the method changes nothing, and nowhere else', async () => {
    const get = (rpc: string) =>
      ask(fixture.gateway.port, {
        path: `/${BIBLIOTECA}/${rpc}?encoding=json&message=%7B%22id%22%3A%22l%22%7D`,
      });
    expect((await get('GetLivro')).json()).toEqual({ id: 'l' });
    const refused = await get('TocarLivro');
    expect([refused.status, refused.headers.allow]).toEqual([405, 'POST, OPTIONS']);
  });

  it('answers OPTIONS with what there is', async () => {
    const answer = await ask(fixture.gateway.port, { method: 'OPTIONS', path: GET_LIVRO });
    expect([answer.status, answer.headers.allow]).toEqual([204, 'POST, GET, OPTIONS']);
  });

  it('refuses another content type', async () => {
    expect((await post('id=l', { 'content-type': 'text/plain' })).status).toBe(415);
  });

  it('has no streams both ways on HTTP/1.1', async () => {
    const type = { 'content-type': 'application/connect+proto' };
    expect((await post('', type, `/${BIBLIOTECA}/TraduzirLivros`)).status).toBe(505);
  });

  it('ends a stream with UNAVAILABLE when the gateway stops', async () => {
    const begun = deferred();
    const stopping = await startFixture({ streamTimeoutMs: 600_000 }, { drainGraceMs: 20 });
    stopping.service.script('AcompanharLivros', async function* (requests, context) {
      begun.resolve();
      yield* silent(requests, context);
    });
    const path = `/${BIBLIOTECA}/AcompanharLivros`;
    const body = Buffer.from([0, 0, 0, 0, 2, 0x7b, 0x7d]);
    const headers = { 'content-type': 'application/connect+json' };
    const answer = ask(stopping.gateway.port, { method: 'POST', path, headers, body });
    await begun.promise;
    await stopping.close();
    expect(String(framesIn((await answer).body).at(-1)?.[1])).toContain('unavailable');
  });
});
