import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { JsonValue } from '@bufbuild/protobuf';
import { DomainError } from '@trilha/service-kit/base';
import { deferred } from './fixture/deferred.js';
import { ask } from './fixture/http-client.js';
import { answering } from './fixture/scripted-service.js';
import { type Fixture, startFixture } from './fixture/start-fixture.js';

const path = '/v1/livros/l1/texto?idioma=pt';

interface Part {
  readonly id?: string;
  readonly idioma?: string;
  readonly conteudo?: { readonly contentType?: string; readonly data?: string };
}

const bytesOf = (part: JsonValue): Buffer => Buffer.from((part as Part).conteudo?.data ?? '', 'base64');
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

let fixture: Fixture;

beforeAll(async () => {
  fixture = await startFixture();
});

beforeEach(() => {
  fixture.service.calls.length = 0;
});

afterAll(() => fixture.close());

describe('uploading raw bytes', () => {
  it('sends the parameters first, then pieces of at most 64 KiB', async () => {
    const body = randomBytes(1_000_000);
    fixture.service.script('EnviarTexto', answering({ id: 'l1' }));
    const answer = await ask(fixture.gateway.port, {
      method: 'POST',
      path,
      headers: { 'content-type': 'text/x-teste' },
      body,
    });
    expect([answer.status, answer.json()]).toEqual([200, { id: 'l1' }]);
    const [first, ...rest] = fixture.service.calls.map((call) => call.request);
    expect(first).toEqual({ id: 'l1', idioma: 'pt', conteudo: { contentType: 'text/x-teste' } });
    expect(rest.every((part) => (part as Part).id === undefined)).toBe(true);
    expect(Math.max(...rest.map((part) => bytesOf(part).length))).toBeLessThanOrEqual(64 * 1024);
    expect(Buffer.concat(rest.map(bytesOf)).equals(body)).toBe(true);
  });

  it('may be empty', async () => {
    fixture.service.script('EnviarTexto', answering({ id: 'l1' }));
    const answer = await ask(fixture.gateway.port, { method: 'POST', path });
    expect(answer.status).toBe(200);
    expect(fixture.service.calls).toHaveLength(1);
  });

  it('refuses wrong parameters before the service is called', async () => {
    const answer = await ask(fixture.gateway.port, { method: 'POST', path: `${path}&nada=1`, body: 'abc' });
    expect(answer.status).toBe(400);
    expect(answer.json()).toMatchObject({ details: [{}, { fieldViolations: [{ field: 'nada' }] }] });
    expect(fixture.service.calls).toEqual([]);
  });

  it('refuses compressed bytes, which would be taken for the content', async () => {
    fixture.service.script('EnviarTexto', answering({ id: 'l1' }));
    const headers = { 'content-encoding': 'gzip' };
    const answer = await ask(fixture.gateway.port, { method: 'POST', path, headers, body: gzipSync('abc') });
    expect(answer.status).toBe(415);
    expect(answer.json()).toMatchObject({ details: [{ reason: 'CODIFICACAO_NAO_ACEITA' }] });
    expect(fixture.service.calls).toEqual([]);
  });

  it('reads no faster than the service takes', async () => {
    const gate = deferred();
    const digest = createHash('sha256');
    fixture.service.script('EnviarTexto', async function* (parts) {
      for await (const part of parts) {
        await gate.promise;
        digest.update(bytesOf(part));
      }
      yield {};
    });
    fixture.service.script('GetLivro', answering({ id: 'l' }));
    const body = randomBytes(48 * 1024 * 1024);
    const sent = request({ port: fixture.gateway.port, method: 'POST', path, agent: false });
    sent.end(body);
    for (let i = 0; i < 50; i += 1) await ask(fixture.gateway.port, { path: '/v1/livros/l' });
    const onTheWay = sent.socket?.writableLength ?? 0;
    expect(onTheWay).toBeGreaterThan(16 * 1024 * 1024);
    gate.resolve();
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    answer.resume();
    expect([answer.statusCode, digest.digest('hex')]).toEqual([200, sha256(body)]);
  }, 30_000);

  it('answers a refusal that comes before the end', async () => {
    // biome-ignore lint/correctness/useYield: refuses the first part
    fixture.service.script('EnviarTexto', async function* (parts) {
      for await (const _ of parts) throw new DomainError('precondition', 'CHEIO', 'Não cabe');
    });
    const answer = await ask(fixture.gateway.port, {
      method: 'POST',
      path,
      body: randomBytes(8 * 1024 * 1024),
    });
    expect([answer.status, answer.json()]).toMatchObject([400, { code: 9, message: 'Não cabe' }]);
  });

  it('cancels the call when the uploader goes away', async () => {
    const started = deferred();
    const cancelled = deferred();
    fixture.service.script('EnviarTexto', async function* (parts, { signal }) {
      signal.addEventListener('abort', () => cancelled.resolve());
      for await (const _ of parts) started.resolve();
      yield {};
    });
    const sent = request({
      port: fixture.gateway.port,
      method: 'POST',
      path,
      headers: { 'content-length': '1000000' },
      agent: false,
    });
    sent.on('error', () => {});
    sent.write(Buffer.alloc(1_000));
    await started.promise;
    sent.destroy();
    await cancelled.promise;
  });
});

describe('a stream of JSON requests', () => {
  const text = '{"id":"a"}\n\n{"id":"b"}\n{"id":"c"}';

  it('is one message a line', async () => {
    fixture.service.script('ImportarLivros', answering({ total: '3' }));
    const answer = await ask(fixture.gateway.port, {
      method: 'POST',
      path: '/v1/livros:importar',
      body: text,
    });
    expect(answer.json()).toEqual({ total: '3' });
    expect(fixture.service.calls.map((call) => call.request)).toEqual([
      { id: 'a' },
      { id: 'b' },
      { id: 'c' },
    ]);
  });

  it('has lines as strict as any JSON body', async () => {
    fixture.service.script('ImportarLivros', answering({}));
    for (const line of ['\ufeff{"id":"a"}', '\u00a0{"id":"a"}', '{"id":"a"}\v']) {
      const answer = await ask(fixture.gateway.port, {
        method: 'POST',
        path: '/v1/livros:importar',
        body: `{"id":"a"}\n${line}\n`,
      });
      expect([line, answer.status]).toEqual([line, 400]);
    }
  });

  it('takes lines as other systems end them, and skips blank ones', async () => {
    fixture.service.script('ImportarLivros', answering({}));
    const body = '{"id":"a"}\r\n \t\r\n{"id":"b"}\r\n';
    const answer = await ask(fixture.gateway.port, { method: 'POST', path: '/v1/livros:importar', body });
    expect(answer.status).toBe(200);
    expect(fixture.service.calls.map((call) => call.request)).toEqual([{ id: 'a' }, { id: 'b' }]);
  });

  it('names what is wrong in a line', async () => {
    fixture.service.script('ImportarLivros', answering({}));
    const answer = await ask(fixture.gateway.port, {
      method: 'POST',
      path: '/v1/livros:importar',
      body: '{"id":"a"}\n{"paginas":"x"}\n',
    });
    expect(answer.status).toBe(400);
    expect(answer.json()).toMatchObject({ details: [{}, { fieldViolations: [{ field: 'paginas' }] }] });
  });

  it('may be answered by a stream', async () => {
    fixture.service.script('TraduzirLivros', async function* (livros) {
      for await (const livro of livros) yield { ...(livro as object), titulo: 'T' };
    });
    const answer = await ask(fixture.gateway.port, {
      method: 'POST',
      path: '/v1/livros:traduzir',
      body: text,
    });
    expect(answer.text()).toBe('{"id":"a","titulo":"T"}\n{"id":"b","titulo":"T"}\n{"id":"c","titulo":"T"}\n');
  });

  it('names what is wrong in a line of a stream that is answered by a stream', async () => {
    fixture.service.script('TraduzirLivros', answering());
    const answer = await ask(fixture.gateway.port, {
      method: 'POST',
      path: '/v1/livros:traduzir',
      body: '{"x":1}',
    });
    expect(answer.status).toBe(400);
  });
});
