import { randomBytes } from 'node:crypto';
import type { JsonValue } from '@bufbuild/protobuf';
import { ask } from './fixture/http-client.js';
import { type StoredObject, serving } from './fixture/object-script.js';
import { answering } from './fixture/scripted-service.js';
import { type Fixture, startFixture } from './fixture/start-fixture.js';

const SIZE = 200_000;
const object: StoredObject = {
  bytes: randomBytes(SIZE),
  etag: 'abc123',
  atualizadoEm: '2026-03-02T12:00:00Z',
};
const ETAG = '"abc123"';
const DATE = 'Mon, 02 Mar 2026 12:00:00 GMT';
const path = '/v1/livros/l1/texto';

let fixture: Fixture;

beforeAll(async () => {
  fixture = await startFixture();
});

beforeEach(() => {
  fixture.service.calls.length = 0;
  fixture.service.script('BaixarLivro', serving(object));
});

afterAll(() => fixture.close());

const get = (headers: Record<string, string> = {}, method = 'GET') =>
  ask(fixture.gateway.port, { method, path, headers });

describe('downloading an object', () => {
  it('answers the whole with its validators, length and name', async () => {
    const answer = await get();
    expect(answer.status).toBe(200);
    expect(answer.body.equals(object.bytes)).toBe(true);
    expect(answer.headers).toMatchObject({
      'content-type': 'text/x-teste',
      'content-length': String(SIZE),
      'accept-ranges': 'bytes',
      'last-modified': DATE,
      etag: ETAG,
      'content-disposition': "inline; filename*=UTF-8''li%C3%A7%C3%A3o.txt",
    });
  });

  it.each([
    ['a part', 'bytes=10-19', 10, 20],
    ['one byte', 'bytes=0-0', 0, 1],
    ['all from a place on', 'bytes=199990-', 199_990, SIZE],
    ['the last bytes', 'bytes=-5', SIZE - 5, SIZE],
    ['more last bytes than there are', 'bytes=-900000', 0, SIZE],
    ['an end beyond the end', 'bytes=100-900000', 100, SIZE],
    ['an end beyond every number', 'bytes=100-9999999999999999999', 100, SIZE],
  ])('answers %s', async (_name, range, start, end) => {
    const answer = await get({ range });
    expect(answer.status).toBe(206);
    expect(answer.headers['content-range']).toBe(`bytes ${start}-${end - 1}/${SIZE}`);
    expect(answer.headers['content-length']).toBe(String(end - start));
    expect(answer.body.equals(object.bytes.subarray(start, end))).toBe(true);
  });

  it('asks the service for no more than the part', async () => {
    await get({ range: 'bytes=10-19' });
    expect(fixture.service.calls).toMatchObject([
      { request: { id: 'l1', readOffset: '10', readLimit: '10' } },
    ]);
  });

  it.each(['bytes=1-2,5-6', 'bytes=9-1', 'bytes=-', 'bytes=a-b', 'lines=1-2'])(
    'answers the whole to %s',
    async (range) => {
      const answer = await get({ range });
      expect([answer.status, answer.body.length]).toEqual([200, SIZE]);
    },
  );

  it.each([`bytes=${SIZE}-`, 'bytes=900000-900001', 'bytes=-0'])(
    'refuses %s with the size',
    async (range) => {
      const answer = await get({ range });
      expect(answer.status).toBe(416);
      expect(answer.headers['content-range']).toBe(`bytes */${SIZE}`);
      expect(answer.json()).toMatchObject({ code: 11 });
    },
  );

  it('refuses every part of an empty object', async () => {
    fixture.service.script('BaixarLivro', serving({ ...object, bytes: Buffer.alloc(0) }));
    const answer = await get({ range: 'bytes=-1' });
    expect([answer.status, answer.headers['content-range']]).toEqual([416, 'bytes */0']);
    expect((await get()).headers['content-length']).toBe('0');
  });

  it.each([
    ['If-None-Match', { 'if-none-match': `"x", ${ETAG}` }, 304],
    ['a weak If-None-Match', { 'if-none-match': `W/${ETAG}` }, 304],
    ['If-None-Match of anything', { 'if-none-match': '*' }, 304],
    ['If-None-Match of something else', { 'if-none-match': '"x"' }, 200],
    ['If-None-Match before a range', { 'if-none-match': ETAG, range: 'bytes=0-1' }, 304],
    ['If-None-Match before a range beyond the end', { 'if-none-match': ETAG, range: 'bytes=900000-' }, 304],
    ['If-None-Match over If-Modified-Since', { 'if-none-match': '"x"', 'if-modified-since': DATE }, 200],
    ['If-Modified-Since', { 'if-modified-since': DATE }, 304],
    ['an older If-Modified-Since', { 'if-modified-since': 'Sun, 01 Mar 2026 12:00:00 GMT' }, 200],
    ['If-Match', { 'if-match': ETAG }, 200],
    ['If-Match of something else', { 'if-match': '"x"' }, 412],
    ['a weak If-Match', { 'if-match': `W/${ETAG}` }, 412],
    ['If-Unmodified-Since', { 'if-unmodified-since': 'Sun, 01 Mar 2026 12:00:00 GMT' }, 412],
    ['If-Range that holds', { 'if-range': ETAG, range: 'bytes=0-1' }, 206],
    ['If-Range by date', { 'if-range': DATE, range: 'bytes=0-1' }, 206],
    ['If-Range of something else', { 'if-range': '"x"', range: 'bytes=0-1' }, 200],
    ['a weak If-Range', { 'if-range': `W/${ETAG}`, range: 'bytes=0-1' }, 200],
    ['If-Range of something else beyond the end', { 'if-range': '"x"', range: 'bytes=900000-' }, 200],
  ])('keeps to %s', async (_name, headers, expected) => {
    const answer = await get(headers as Record<string, string>);
    expect(answer.status).toBe(expected);
    if (expected === 200) expect(answer.body.equals(object.bytes)).toBe(true);
    if (expected === 304) expect([answer.headers.etag, answer.body.length]).toEqual([ETAG, 0]);
  });

  it('describes the object to HEAD, whatever range it names', async () => {
    const answer = await get({ range: 'bytes=0-1' }, 'HEAD');
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-length': String(SIZE),
      etag: ETAG,
      'accept-ranges': 'bytes',
    });
    expect(answer.body).toHaveLength(0);
  });

  it('answers just the bytes to a caller who gives the part as parameters', async () => {
    const answer = await ask(fixture.gateway.port, { path: `${path}?read_offset=10&readLimit=5` });
    expect(answer.status).toBe(200);
    expect(answer.body.equals(object.bytes.subarray(10, 15))).toBe(true);
    expect(answer.headers.etag).toBeUndefined();
  });

  it('breaks the connection when the bytes end early', async () => {
    fixture.service.script('BaixarLivro', async function* (requests) {
      for await (const message of serving(object)(requests, {} as never)) {
        yield message;
        if ((message as { data?: string }).data !== undefined) throw new Error('disk gone');
      }
    });
    await expect(get()).rejects.toThrow(/aborted|reset|hang up/i);
  });

  it.each([
    ['more bytes than it announced', SIZE - 1],
    ['fewer bytes than it announced', SIZE + 1],
  ])('breaks the connection when the service sends %s', async (_name, announced) => {
    fixture.service.script('BaixarLivro', async function* (requests) {
      for await (const message of serving(object)(requests, {} as never)) {
        const { extensions } = message as { extensions?: object[] };
        yield extensions === undefined
          ? message
          : { extensions: [{ ...extensions[0], comprimento: String(announced) }] as JsonValue[] };
      }
    });
    // A connection that is kept would leave the caller waiting for the bytes that do not come.
    await expect(get({ connection: 'keep-alive' })).rejects.toThrow(/aborted|reset|hang up/i);
  });

  it('answers an error when all the bytes are too many', async () => {
    const info = { '@type': 'type.googleapis.com/trilha.midia.v1.ObjectInfo', tamanhoBytes: '1', etag: 'x' };
    fixture.service.script(
      'BaixarLivro',
      answering({ extensions: [{ ...info, comprimento: '1' }] }, { data: 'YWI=' }),
    );
    const answer = await get();
    expect([answer.status, answer.json()]).toMatchObject([500, { code: 13 }]);
    expect(answer.headers).not.toHaveProperty('etag');
    expect(answer.headers).not.toHaveProperty('accept-ranges');
  });

  it.each(['text/html', 'image/svg+xml', 'application/xml; charset=utf-8', 'application/atom+xml'])(
    'lets no script of %s run',
    async (contentType) => {
      fixture.service.script('BaixarLivro', answering({ contentType, data: 'YQ==' }));
      const answer = await get();
      expect(answer.headers['content-type']).toBe(contentType);
      expect(answer.headers['content-security-policy']).toBe("default-src 'none'; sandbox");
    },
  );

  it('streams bytes of unknown length', async () => {
    fixture.service.script(
      'ExportarLivros',
      answering({ contentType: 'text/csv', data: 'YQo=' }, { data: 'Ygo=' }),
    );
    const answer = await ask(fixture.gateway.port, {
      path: '/v1/livros.csv',
      headers: { range: 'bytes=0-0' },
    });
    expect([answer.status, answer.headers['content-type'], answer.text()]).toEqual([
      200,
      'text/csv',
      'a\nb\n',
    ]);
    expect(answer.headers['accept-ranges']).toBeUndefined();
  });
});
