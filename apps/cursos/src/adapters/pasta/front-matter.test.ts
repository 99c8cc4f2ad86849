import fc from 'fast-check';
import { readDocumento, writeDocumento } from './front-matter.js';

const line = fc.string({ unit: 'grapheme' }).filter((text) => !/[\n\r\u0085\u2028\u2029\0]/.test(text));
const body = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc
    .array(fc.constantFrom('---', '', '\n', '\r\n', ' ', 'a: b', '# T', '```', '\t', '\u2028'))
    .map((p) => p.join('\n')),
);
/** Texts that YAML would take for something else. */
const tricky = fc.constantFrom(
  'true',
  'null',
  '~',
  '12',
  '1e3',
  '2026-03-02',
  '- a',
  'a: b',
  '#x',
  '"',
  "'",
  '---',
  ' x ',
  '&a',
  '*a',
  '!t',
  '%',
  '@',
  '`',
  '{',
  '[',
  'yes',
  '=',
  '<<',
  '? a',
  '|',
  '>',
);

describe('writeDocumento and readDocumento', () => {
  it('give back any fields and any body, and the same bytes again', () => {
    const text = fc.oneof(line, tricky);
    const campos = fc.record({
      id: text,
      titulo: text,
      numero: fc.integer(),
      lista: fc.array(text),
    });
    fc.assert(
      fc.property(campos, body, (fields, corpo) => {
        const written = writeDocumento(fields, corpo);
        const read = readDocumento('x.md', written);
        expect(read.corpo).toBe(corpo);
        expect(read.campos).toEqual(fields);
        expect(writeDocumento(read.campos, read.corpo)).toBe(written);
      }),
      { numRuns: 500 },
    );
  });

  it('write what people would', () => {
    const fields = { id: 'x', titulo: 'Ação: e reação', pre_requisitos: [], etiquetas: ['física', 'óptica'] };
    expect(writeDocumento(fields, 'Texto.\n\nMais.')).toBe(
      '---\nid: x\ntitulo: "Ação: e reação"\npre_requisitos: []\netiquetas:\n  - física\n  - óptica\n---\n\nTexto.\n\nMais.\n',
    );
    expect(writeDocumento({ id: 'x' }, '')).toBe('---\nid: x\n---\n');
  });

  it.each([
    ['a byte-order mark', '\uFEFF---\nid: x\n---\n\nTexto\n'],
    ['Windows line ends', '---\r\nid: x\r\n---\r\n\r\nTexto\r\n'],
    ['no empty line', '---\nid: x\n---\nTexto\n'],
    ['no last line end', '---\nid: x\n---\n\nTexto'],
  ])('read a file with %s', (_what, text) => {
    const { campos, corpo } = readDocumento('x.md', text);
    expect([campos, corpo]).toEqual([{ id: 'x' }, 'Texto']);
  });

  it.each([
    ['no front matter', '# Título\n', 'x.md:1: falta o cabeçalho'],
    ['an unclosed front matter', '---\nid: x\n', 'x.md:1: falta o cabeçalho'],
    ['a list for front matter', '---\n- a\n---\n', 'x.md:2: o cabeçalho não tem campos'],
    ['broken YAML', '---\nid: x\ntitulo: "a\n---\n', 'x.md:'],
    ['a field twice', '---\nid: x\nid: y\n---\n', 'x.md:3: YAML inválido'],
  ])('refuse %s, naming file and line', (_what, text, message) => {
    expect(() => readDocumento('x.md', text)).toThrow(message);
  });

  it('know the line of each field', () => {
    const { lineOf } = readDocumento('x.md', '---\nid: x\nlista:\n  - a\ntitulo: T\n---\n');
    expect([lineOf('id'), lineOf('titulo'), lineOf('falta')]).toEqual([2, 5, 1]);
  });
});
