import fc from 'fast-check';
import { REGRAS } from './regras.js';
import { normalizar, palavrasDe, slugDe } from './texto.js';

describe('normalizar', () => {
  it('drops accents, case and spare space', () => {
    expect(normalizar('  Ação  e\tREAÇÃO ')).toBe('acao e reacao');
  });

  it('gives the same for composed and decomposed letters', () => {
    expect(normalizar('é'.normalize('NFD'))).toBe(normalizar('é'.normalize('NFC')));
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (s) => normalizar(normalizar(s)) === normalizar(s)),
    );
  });
});

describe('palavrasDe', () => {
  it('gives each word once, without the marks around it', () => {
    expect(palavrasDe('“Luz”  e LUZ, é: node.js? C++ (100%) …')).toEqual([
      'luz',
      'e',
      'node.js',
      'c++',
      '100%',
    ]);
    expect(palavrasDe('   ')).toEqual([]);
  });
});

describe('slugDe', () => {
  it('makes an id of a title', () => {
    expect(slugDe('C++ & Rust: a Introdução!')).toBe('c-rust-a-introducao');
  });

  it('makes an id that the rules take, or none', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (titulo) => {
        const slug = slugDe(titulo);
        expect(slug === '' || REGRAS.id(slug) === undefined).toBe(true);
      }),
    );
  });
});
