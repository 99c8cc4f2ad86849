import { redactKeys, redactText } from './redact.js';

describe('redactText', () => {
  it.each([
    ['falha de ana.silva+x@escola.com.br ao entrar', 'ana.silva'],
    ['CPF 529.982.247-25 inválido', '529.982'],
    ['cpf=52998224725', '52998224725'],
    ['header Bearer abc.DEF-123', 'abc.DEF'],
    ['token eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln expirado', 'eyJ'],
  ])('hides what is personal in %j', (text, leak) => {
    expect(redactText(text)).not.toContain(leak);
    expect(redactText(text)).toContain('[oculto]');
  });

  it.each([
    'porta 50051 em uso',
    '2026-03-02T12:00:00.123Z',
    'SQLITE_BUSY: 12345678901 tentativas',
    'v1.2.3-rc.1',
  ])('leaves %j as it is', (text) => {
    expect(redactText(text)).toBe(text);
  });
});

describe('redactKeys', () => {
  it.each([
    { cpf: 'x' },
    { Authorization: 'x' },
    { 'x-trilha-service-authorization': 'x' },
    { data_nascimento: 'x' },
    { pedido: { duvida: 'x' } },
    { a: { b: { c: [{ email: 'x' }] } } },
    { aulaContexto: 'x' },
    { aula_contexto: 'x' },
    { headers: { Cookie: 'x' } },
  ])('hides the secret in %j', (fields) => {
    expect(JSON.stringify(redactKeys(fields))).not.toContain('"x"');
  });

  it('gives back the very object when there is nothing to hide', () => {
    const fields = { event: 'x', duration_ms: 1, nested: { list: [1, 2] }, err: new Error('x') };
    expect(redactKeys(fields)).toBe(fields);
  });

  it('keeps the shape around what it hides', () => {
    const fields = { a: [{ email: 'x', id: 1 }], when: new Date(0) };
    expect(redactKeys(fields)).toEqual({ a: [{ email: '[oculto]', id: 1 }], when: new Date(0) });
    expect(fields.a[0]?.email).toBe('x');
  });

  it('ends on an object that holds itself', () => {
    const fields: Record<string, unknown> = { id: 1 };
    fields.self = fields;
    expect(() => redactKeys(fields)).not.toThrow();
  });
});
