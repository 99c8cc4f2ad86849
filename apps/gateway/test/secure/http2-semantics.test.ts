import { once } from 'node:events';
import { type ClientHttp2Session, constants } from 'node:http2';
import { deferred } from '../fixture/deferred.js';
import { answerOf, ask2, closeOf, connectTo, send } from '../fixture/http2-client.js';
import { serving } from '../fixture/object-script.js';
import { answering, silent } from '../fixture/scripted-service.js';
import { type Gateways, startGateways } from '../fixture/start-gateways.js';

const { NGHTTP2_CANCEL, NGHTTP2_INTERNAL_ERROR } = constants;

let gateways: Gateways;
let session: ClientHttp2Session;

beforeAll(async () => {
  gateways = await startGateways();
  session = await connectTo(gateways.secure.port, { ca: gateways.ca });
});

beforeEach(() => {
  gateways.service.calls.length = 0;
});

afterAll(async () => {
  session.close();
  await closeOf(session);
  await gateways.close();
});

it('serves requests at the same time on one connection', async () => {
  const first = deferred();
  gateways.service.script('GetLivro', async function* (requests) {
    for await (const { id } of requests as AsyncIterable<{ id: string }>) {
      if (id === 'a') await first.promise;
      else first.resolve();
      yield { id };
    }
  });
  const both = ['a', 'b'].map((id) => ask2(session, { path: `/v1/livros/${id}` }));
  expect((await Promise.all(both)).map((answer) => answer.json())).toEqual([{ id: 'a' }, { id: 'b' }]);
});

it.each([
  ['an answer', '/v1/livros/l'],
  ['a stream', '/v1/livros:acompanhar'],
  ['a refusal', '/v1/nada'],
  ['a page', '/docs/'],
])('puts no header that belongs to a connection into %s', async (_what, path) => {
  gateways.service.script('GetLivro', answering({ id: 'l' }));
  gateways.service.script('AcompanharLivros', answering({ id: 'l' }));
  const { headers } = await ask2(session, { path });
  for (const name of ['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'proxy-connection']) {
    expect(headers).not.toHaveProperty(name);
  }
});

it('answers HEAD as GET, without its body', async () => {
  gateways.service.script('GetLivro', answering({ id: 'l' }));
  const get = await ask2(session, { path: '/v1/livros/l' });
  const head = await ask2(session, { method: 'HEAD', path: '/v1/livros/l' });
  expect([head.status, head.headers['content-length'], head.body.length]).toEqual([200, '10', 0]);
  expect(head.headers.etag).toBe(get.headers.etag);
});

it('says 100 before the body of a client that waits for it', async () => {
  gateways.service.script('CreateLivro', answering({ id: 'l' }));
  const stream = session.request({
    ':method': 'POST',
    ':path': '/v1/livros',
    'content-type': 'application/json',
    expect: '100-continue',
  });
  const [informed] = await once(stream, 'headers');
  stream.end('{"titulo":"a"}');
  expect([informed[':status'], (await answerOf(stream)).status]).toEqual([100, 200]);
});

it('refuses a host that is not the authority', async () => {
  const headers = { ':authority': 'escola.exemplo', host: 'outra.exemplo' };
  const answer = await ask2(session, { path: '/v1/livros/l', headers });
  expect([answer.status, gateways.service.calls]).toEqual([400, []]);
});

it('takes a host that is the authority', async () => {
  gateways.service.script('GetLivro', answering({ id: 'l' }));
  const headers = { ':authority': 'escola.exemplo', host: 'escola.exemplo' };
  expect((await ask2(session, { path: '/v1/livros/l', headers })).status).toBe(200);
});

it('refuses a method that HTTP does not have', async () => {
  const answer = await ask2(session, { method: 'FOO', path: '/v1/livros/l' });
  expect([answer.status, answer.json()]).toMatchObject([400, { details: [{ reason: 'HTTP_MALFORMADO' }] }]);
});

it('cancels the call of a request that is reset', async () => {
  const begun = deferred();
  const cancelled = deferred();
  gateways.service.script('AcompanharLivros', async function* (requests, context) {
    context.signal.addEventListener('abort', () => cancelled.resolve());
    begun.resolve();
    yield* silent(requests, context);
  });
  const stream = send(session, { path: '/v1/livros:acompanhar' });
  await begun.promise;
  stream.close(NGHTTP2_CANCEL);
  await cancelled.promise;
});

it('sends the first item of a stream before the second is made', async () => {
  const heard = deferred();
  gateways.service.script('AcompanharLivros', async function* () {
    yield { id: 'a' };
    await heard.promise;
    yield { id: 'b' };
  });
  const stream = send(session, { path: '/v1/livros:acompanhar' });
  stream.once('data', () => heard.resolve());
  expect((await answerOf(stream)).text()).toBe('{"id":"a"}\n{"id":"b"}\n');
});

it('keeps a slow reader from piling up what it does not read', async () => {
  const CHUNKS = 512;
  let made = 0;
  gateways.service.script('AcompanharLivros', async function* () {
    for (; made < CHUNKS; made += 1) yield { titulo: 'x'.repeat(64 * 1024) };
  });
  gateways.service.script('GetLivro', answering({ id: 'l' }));
  const stream = send(session, { path: '/v1/livros:acompanhar' });
  await once(stream, 'response');
  // A count that has not moved while many other requests were answered stands still.
  for (let seen = -1, same = 0; same < 20; ) {
    await ask2(session, { path: '/v1/livros/l' });
    same = made === seen ? same + 1 : 0;
    seen = made;
  }
  expect(made).toBeLessThan(CHUNKS / 2);
  expect((await answerOf(stream)).text().split('\n')).toHaveLength(CHUNKS + 1);
});

it('answers a range of a file', async () => {
  const bytes = Buffer.from('0123456789');
  gateways.service.script('BaixarLivro', serving({ bytes, etag: 'e', atualizadoEm: '2026-03-02T12:00:00Z' }));
  const answer = await ask2(session, { path: '/v1/livros/l/texto', headers: { range: 'bytes=2-4' } });
  expect([answer.status, answer.text(), answer.headers['content-range']]).toEqual([
    206,
    '234',
    'bytes 2-4/10',
  ]);
});

it('breaks off a download that the service breaks off', async () => {
  gateways.service.script('BaixarLivro', async function* () {
    yield { data: Buffer.from('metade').toString('base64') };
    throw new Error('segredo');
  });
  const stream = send(session, { path: '/v1/livros/l/texto' });
  await expect(answerOf(stream)).rejects.toThrow('broke off');
  expect(stream.rstCode).toBe(NGHTTP2_INTERNAL_ERROR);
});
