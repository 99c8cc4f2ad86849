import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { createInterface } from 'node:readline';
import { DomainError } from '@trilha/service-kit/base';
import { deferred } from './fixture/deferred.js';
import { ask } from './fixture/http-client.js';
import { answering, refusing } from './fixture/scripted-service.js';
import { type Fixture, startFixture } from './fixture/start-fixture.js';

const path = '/v1/livros:acompanhar';
const EVENTS = { accept: 'text/event-stream' };

let fixture: Fixture;

beforeAll(async () => {
  fixture = await startFixture({ heartbeatMs: 20, openAfterMs: 20 });
});

afterAll(() => fixture.close());

async function open(headers: Record<string, string> = {}): Promise<[ClientRequest, IncomingMessage]> {
  const sent = request({ port: fixture.gateway.port, path, headers, agent: false });
  sent.end();
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  return [sent, answer];
}

const lines = (answer: IncomingMessage) => createInterface({ input: answer })[Symbol.asyncIterator]();

describe('a server stream', () => {
  it('is NDJSON, and its first item arrives before the last is made', async () => {
    const gate = deferred();
    fixture.service.script('AcompanharLivros', async function* () {
      yield { id: 'a' };
      await gate.promise;
      yield { id: 'b' };
    });
    const [, answer] = await open();
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toBe('application/x-ndjson; charset=utf-8');
    const reader = lines(answer);
    expect((await reader.next()).value).toBe('{"id":"a"}');
    gate.resolve();
    expect((await reader.next()).value).toBe('{"id":"b"}');
    expect((await reader.next()).done).toBe(true);
  });

  it('is a stream of events when they are preferred', async () => {
    fixture.service.script('AcompanharLivros', answering({ id: 'a' }, { id: 'b' }));
    const answer = await ask(fixture.gateway.port, { path, headers: EVENTS });
    expect(answer.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    // Comments keep the connection open whenever the service is slow; they are no events.
    const events = answer.text().replaceAll(/^:[^\n]*\n\n/gm, '');
    expect(events).toBe('data: {"id":"a"}\n\ndata: {"id":"b"}\n\n');
  });

  it('opens and comments while no event is made', async () => {
    const gate = deferred();
    fixture.service.script('AcompanharLivros', async function* () {
      await gate.promise;
      yield { id: 'a' };
    });
    const [, answer] = await open(EVENTS);
    const reader = lines(answer);
    expect((await reader.next()).value).toBe(': ainda aqui');
    gate.resolve();
    let line = await reader.next();
    while (line.value === '' || line.value === ': ainda aqui') line = await reader.next();
    expect(line.value).toBe('data: {"id":"a"}');
  });

  it('may be empty', async () => {
    fixture.service.script('AcompanharLivros', answering());
    const answer = await ask(fixture.gateway.port, { path });
    expect([answer.status, answer.text()]).toEqual([200, '']);
  });

  it.each([{}, EVENTS])('that fails before its first item has the status of the failure', async (headers) => {
    const refusal = new DomainError('not-found', 'NAO_HA', 'Não há');
    fixture.service.script('AcompanharLivros', refusing(refusal));
    const answer = await ask(fixture.gateway.port, { path, headers });
    expect(answer.status).toBe(404);
    expect(answer.json()).toMatchObject({ code: 5, message: 'Não há' });
  });

  it.each([
    ['NDJSON', {}, /^\{"id":"a"\}\n\{"error":(\{.*\})\}\n$/],
    ['events', EVENTS, /^data: \{"id":"a"\}\n\nevent: error\ndata: (\{.*\})\n\n$/],
  ])('as %s that fails later ends with the failure', async (_name, headers, shape) => {
    fixture.service.script('AcompanharLivros', async function* () {
      yield { id: 'a' };
      throw new DomainError('aborted', 'MUDOU', 'Mudou');
    });
    const answer = await ask(fixture.gateway.port, { path, headers: headers as Record<string, string> });
    const [, failure = ''] = shape.exec(answer.text()) ?? [];
    expect(JSON.parse(failure)).toMatchObject({ code: 10, message: 'Mudou', details: [{ reason: 'MUDOU' }] });
  });

  it('passes its deadline on, and answers 504 when nothing came by then', async () => {
    const ended = deferred();
    // biome-ignore lint/correctness/useYield: nothing is made before the deadline
    fixture.service.script('AcompanharLivros', async function* (_requests, { signal }) {
      await once(signal, 'abort');
      ended.resolve();
    });
    const answer = await ask(fixture.gateway.port, { path, headers: { 'grpc-timeout': '50m' } });
    expect(answer.status).toBe(504);
    expect(answer.json()).toMatchObject({ code: 4, details: [{ reason: 'SERVICO_SEM_RESPOSTA' }] });
    await ended.promise;
  });

  it('is cancelled at the service when the caller goes away', async () => {
    const cancelled = deferred();
    fixture.service.script('AcompanharLivros', async function* (_requests, { signal }) {
      signal.addEventListener('abort', () => cancelled.resolve());
      yield { id: 'a' };
      await cancelled.promise;
    });
    const [sent, answer] = await open();
    answer.on('error', () => {});
    await lines(answer).next();
    sent.destroy();
    await cancelled.promise;
  });

  it('is made no faster than it is read', async () => {
    let made = 0;
    fixture.service.script('AcompanharLivros', async function* (_requests, { signal }) {
      const titulo = 'x'.repeat(64 * 1024);
      for (; !signal.aborted; made += 1) yield { titulo };
    });
    fixture.service.script('GetLivro', answering({ id: 'l' }));
    const [sent, answer] = await open();
    answer.on('error', () => {});
    answer.pause();
    for (let i = 0; i < 100; i += 1) await ask(fixture.gateway.port, { path: '/v1/livros/l' });
    // 16 MiB fit into the buffers of two connections many times; an unread stream would have made far more.
    expect(made).toBeLessThan(256);
    sent.destroy();
  });

  it('is not opened by HEAD', async () => {
    fixture.service.calls.length = 0;
    const answer = await ask(fixture.gateway.port, { method: 'HEAD', path });
    expect([answer.status, fixture.service.calls]).toEqual([200, []]);
  });
});

describe('a unary call', () => {
  it('is cancelled at the service when the caller goes away', async () => {
    const started = deferred();
    const cancelled = deferred();
    // biome-ignore lint/correctness/useYield: never answers
    fixture.service.script('GetLivro', async function* (_requests, { signal }) {
      started.resolve();
      await once(signal, 'abort');
      cancelled.resolve();
    });
    const sent = request({ port: fixture.gateway.port, path: '/v1/livros/l1', agent: false });
    sent.on('error', () => {});
    sent.end();
    await started.promise;
    sent.destroy();
    await cancelled.promise;
  });

  it.each([
    ['grpc-timeout', '80m'],
    ['x-request-timeout', '0.08'],
    ['connect-timeout-ms', '80'],
  ])('keeps the deadline that %s gives', async (header, value) => {
    // biome-ignore lint/correctness/useYield: never answers
    fixture.service.script('GetLivro', async function* (_requests, { signal }) {
      await once(signal, 'abort');
    });
    const answer = await ask(fixture.gateway.port, { path: '/v1/livros/l1', headers: { [header]: value } });
    expect(answer.status).toBe(504);
  });
});
