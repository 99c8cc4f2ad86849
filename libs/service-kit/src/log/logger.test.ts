import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger, openLogger } from './logger.js';

function recorded(use: (log: ReturnType<typeof createLogger>) => void): readonly Record<string, unknown>[] {
  const lines: string[] = [];
  use(createLogger({ service: 'cursos', level: 'info', destination: { write: (line) => lines.push(line) } }));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('createLogger', () => {
  it('writes one JSON object a line, with the service and the time', () => {
    const [line] = recorded((log) => log.info({ event: 'x', n: 1 }, 'olá'));
    expect(line).toMatchObject({ service: 'cursos', event: 'x', n: 1, msg: 'olá', level: 30 });
    expect(line?.time).toMatch(/^\d{4}-\d\d-\d\dT/);
  });

  it.each([
    ['a key', { cpf: '529.982.247-25' }, ''],
    ['a key further in', { pedido: { aluno: { email: 'ana@escola.com' } } }, ''],
    ['a message', {}, 'falhou para ana@escola.com'],
    ['a question', { request: { duvida: 'o que é ana@escola.com?' } }, ''],
    ['a token in metadata', { metadata: { authorization: 'Bearer ana@escola.com 529.982.247-25' } }, ''],
  ])('never shows what is personal in %s', (_where, fields, message) => {
    const text = JSON.stringify(recorded((log) => log.info(fields, message)));
    expect(text).not.toMatch(/ana@|529\.982/);
  });

  it('never shows what is personal in an error, its cause or its stack, and keeps the rest', () => {
    const cause = new Error('sem caixa postal para ana@escola.com');
    const error = new Error('CPF 529.982.247-25 recusado', { cause });
    const [line] = recorded((log) => log.error({ err: error }));
    expect(JSON.stringify(line)).not.toMatch(/ana@|529\.982/);
    expect(line?.err).toMatchObject({ type: 'Error', stack: expect.stringContaining('logger.test') });
  });

  it('hides as well in the lines of a child', () => {
    const text = JSON.stringify(recorded((log) => log.child({ call: 1 }).warn({ duvida: 'segredo' })));
    expect(text).not.toContain('segredo');
  });
});

describe('openLogger', () => {
  it('writes the same lines to the file of the service', () => {
    const folder = mkdtempSync(join(tmpdir(), 'log-'));
    const shown: string[] = [];
    const destination = { write: (line: string) => shown.push(line) };
    const { log, close } = openLogger({ service: 'midia', level: 'info', destination, folder });
    log.info({ event: 'one' });
    log.info({ event: 'two' });
    close();
    expect(readFileSync(join(folder, 'midia.log'), 'utf8')).toBe(shown.join(''));
    expect(shown.join('').trimEnd().split('\n')).toHaveLength(2);
    rmSync(folder, { recursive: true });
  });
});
