import { execFile } from 'node:child_process';
import { readFileSync, rmSync, symlinkSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Metadata } from '@grpc/grpc-js';
import { workspaceRoot } from '../config/workspace-root.js';
import { hashSubject } from './hash-subject.js';
import { type LoggerOptions, openLogger } from './logger.js';

// Processes are started, and the machine may be busy.
jest.setTimeout(30_000);

type Line = Record<string, unknown>;

function capture(options: Partial<LoggerOptions> = {}) {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  const opened = openLogger({ service: 'cursos', level: 'trace', destination, ...options });
  const all = (): Line[] => lines.map((line) => JSON.parse(line) as Line);
  return { ...opened, text: () => lines.join(''), all, last: () => all().at(-1) ?? {} };
}

describe('a line', () => {
  it('is one JSON object with the service and the time', () => {
    const { log, last } = capture();
    log.child({ method: '/x' }).info({ n: 1 }, 'olá');
    expect(last()).toMatchObject({ level: 30, service: 'cursos', method: '/x', n: 1, msg: 'olá' });
    expect(Date.parse(String(last().time))).not.toBeNaN();
  });

  it('shows an error with its type, stack and cause', () => {
    const { log, last } = capture();
    log.error({ err: new TypeError('outer', { cause: new Error('inner') }) });
    expect(last()).toMatchObject({
      msg: 'outer',
      err: { type: 'TypeError', message: 'outer: inner', stack: expect.stringContaining('logger.test') },
    });
  });
});

describe('the logger never writes', () => {
  const secret = 'Por que a folha é verde?';
  const metadata = new Metadata();
  metadata.set('authorization', `Bearer ${secret.length}segredo-token`);
  metadata.set('x-correlation-id', 'abc');
  const leak = (fields: Line): Error => Object.assign(new Error('x'), fields);

  it.each<[string, Line, string]>([
    ['a question', { duvida: secret }, secret],
    ['a question in a request', { request: { aulaContexto: secret } }, secret],
    ['a question five levels down', { a: { b: { c: { d: { aula_contexto: secret } } } } }, secret],
    ['a question in a list', { pedidos: [{ n: 1 }, { pergunta: secret }] }, secret],
    ['an answer of any shape', { resposta: { texto: secret } }, secret],
    ['a header', { headers: { Authorization: 'segredo' } }, 'segredo'],
    ['a cookie', { headers: { cookie: 'segredo', 'Set-Cookie': ['segredo'] } }, 'segredo'],
    ['the token passed on', { metadata: { 'x-forwarded-authorization': 'segredo' } }, 'segredo'],
    ['gRPC metadata', { metadata }, 'segredo'],
    ['a token', { accessToken: 'segredo', refresh_token: 'segredo' }, 'segredo'],
    ['an e-mail', { destinatario: { email: 'ana@escola.com' } }, 'ana@'],
    ['a CPF', { aluno: { CPF: '52998224725' } }, '52998224725'],
    ['a user', { sub: 'ana' }, 'ana'],
    ['claims of a user', { claims: { sub: 'ana' } }, 'ana'],
    ['an e-mail in the message of an error', { err: new Error('no ana@escola.com') }, 'ana@'],
    ['a CPF in an error of another name', { failure: new Error('no 529.982.247-25') }, '529.982'],
    ['a cause', { err: new Error('x', { cause: new Error('no ana@escola.com') }) }, 'ana@'],
    ['a field of an error', { err: leak({ details: { campo: 'ana@escola.com' } }) }, 'ana@'],
    ['a question in an error', { err: leak({ request: { duvida: secret } }) }, secret],
    ['one of several errors', { err: new AggregateError([new Error('ana@escola.com')], 'x') }, 'ana@'],
    ['a reason', { reason: 'no ana@escola.com' }, 'ana@'],
    ['an URL', { url: new URL('http://x/y?token=segredo') }, 'segredo'],
    [
      'what is too deep to search',
      { a: { a: { a: { a: { a: { a: { a: { a: { a: { duvida: secret } } } } } } } } } },
      secret,
    ],
  ])('%s', (_what, fields, hidden) => {
    const { log, text } = capture();
    log.info(fields);
    log.child(fields).info('child');
    log.child({}).child(fields, { level: 'trace' }).warn({}, 'grandchild');
    expect(text().split('\n')).toHaveLength(4);
    expect(text()).not.toContain(hidden);
  });

  it('personal data in a message, its arguments or the error it comes from', () => {
    const { log, text } = capture();
    log.info('no ana@escola.com');
    log.info('no %s', 'ana@escola.com');
    log.info('got %j', { email: 'ana', duvida: 'ana' });
    log.error(new Error('no ana@escola.com'));
    log.error({ err: new Error('no ana@escola.com') });
    expect(text().split('\n')).toHaveLength(6);
    expect(text()).not.toContain('ana');
  });

  it('changes what it was given', () => {
    const { log } = capture();
    const fields = { request: { duvida: secret }, list: [{ email: 'ana@escola.com' }] };
    log.info(fields);
    expect(fields).toEqual({ request: { duvida: secret }, list: [{ email: 'ana@escola.com' }] });
  });
});

describe('the logger keeps', () => {
  it('numbers, ids, times and words that hide nothing', () => {
    const { log, last } = capture();
    const fields = {
      duration_ms: 12.345,
      port: 50051,
      id_curso: 'fotossintese-e-a-vida-das-plantas',
      n: 52998224725,
      status: 'OK',
      peer: '127.0.0.1:54321',
      trace_id: '0af7651916cd43dd8448eb211c80319c',
      token_count: 12,
      nested: { list: [1, 2, 3], none: null, yes: true },
    };
    log.info(fields, 'took 12345678901 ns');
    expect(last()).toMatchObject({ ...fields, msg: 'took 12345678901 ns' });
  });

  it('dates and things that print themselves', () => {
    const { log, last } = capture();
    log.info({ at: new Date(0), url: new URL('http://x/y') });
    expect(last()).toMatchObject({ at: '1970-01-01T00:00:00.000Z', url: 'http://x/y' });
  });

  it('the hash of a user instead of the user, and a hash as it is', () => {
    const { log, last } = capture({ salt: 'sal' });
    const hash = hashSubject('ana', 'sal');
    log.child({ sub: 'ana' }).info({ auth: { sub: hash } });
    expect(last()).toMatchObject({ sub: hash, auth: { sub: hash } });
  });

  it('things that hold themselves', () => {
    const { log, last } = capture();
    const loop: Line = { n: 1 };
    loop.self = loop;
    log.info({ loop });
    expect(last()).toMatchObject({ loop: { n: 1 } });
  });
});

describe('the log file', () => {
  let folder: string;
  const read = (): string => readFileSync(join(folder, 'cursos.log'), 'utf8');

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trilha-log-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  it('gets every line that goes out', async () => {
    const { log, text, close } = capture({ file: { folder } });
    log.info('one');
    log.child({ n: 2 }).warn('two');
    await close();
    expect(read()).toBe(text());
    expect(read().split('\n')).toHaveLength(3);
  });

  it('has a fatal line before the call returns', async () => {
    const { log, close } = capture({ file: { folder } });
    log.fatal('the end');
    expect(JSON.parse(read())).toMatchObject({ level: 60, msg: 'the end' });
    await close();
  });

  it('that can not be written costs a warning, and lines still go out', async () => {
    symlinkSync('/dev/full', join(folder, 'cursos.log'));
    const { log, text, close } = capture({ file: { folder } });
    const warnings: string[] = [];
    const stderr = jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
      warnings.push(String(text));
      return true;
    });
    for (const msg of ['one', 'two']) log.info(msg);
    await close();
    log.fatal('three');
    stderr.mockRestore();
    expect(warnings).toEqual([expect.stringMatching(/^cursos: the log file can't be written .*ENOSPC.*\n$/)]);
    expect(text().split('\n')).toHaveLength(4);
    rmSync(join(folder, 'cursos.log'));
  });

  it('and standard output are complete when the process ends, with and without an exit', async () => {
    for (const end of ['', 'process.exit(0);']) {
      const script = `
        import { createLogger } from './libs/service-kit/src/log/logger.ts';
        const log = createLogger({ service: 'cursos', level: 'info', file: { folder: process.argv[1] } });
        for (let n = 0; n < 2000; n += 1) log.info({ n });
        ${end}`;
      const args = ['--import', 'tsx', '--input-type=module', '-e', script, folder];
      const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: workspaceRoot() });
      const numbers = (text: string) =>
        text
          .split('\n')
          .slice(0, -1)
          .map((line) => JSON.parse(line).n);
      expect(numbers(stdout)).toEqual(Array.from({ length: 2000 }, (_, n) => n));
      expect(numbers(read())).toEqual(numbers(stdout));
      rmSync(join(folder, 'cursos.log'));
    }
  });
});
