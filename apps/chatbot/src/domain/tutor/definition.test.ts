import { definesTerm } from './definition.js';
import { stem } from './stem.js';
import { fold } from './tokenize.js';

const strength = (sentence: string, ...term: string[]): number =>
  definesTerm(fold(sentence), new Set(term.map((word) => stem(fold(word)))));

describe('definesTerm', () => {
  it.each([
    'Osmose é a passagem de água por uma membrana.',
    'A **osmose** consiste na passagem de água.',
    'Osmose: passagem de água por uma membrana.',
    'Essa passagem de água é chamada de osmose.',
    'Entende-se por osmose a passagem de água.',
  ])('sees a full definition in "%s"', (sentence) => {
    expect(strength(sentence, 'osmose')).toBe(1);
  });

  it('sees an acronym spelled out', () => {
    expect(strength('O ácido desoxirribonucleico (ADN) guarda a herança.', 'ADN')).toBe(1);
  });

  it('needs the whole term together', () => {
    expect(strength('Pressão osmótica é a força que a água exerce.', 'pressão', 'osmótica')).toBe(1);
    expect(
      strength('Pressão é uma força, e a água osmótica, outra coisa bem diferente.', 'pressão', 'osmótica'),
    ).toBe(0);
  });

  it('values a definition in passing less, and a mere mention not at all', () => {
    const inPassing = strength('Para muitos estudiosos das plantas, osmose é um tema fácil.', 'osmose');
    expect(inPassing).toBeGreaterThan(0);
    expect(inPassing).toBeLessThan(1);
    expect(strength('A raiz absorve água por osmose durante o dia.', 'osmose')).toBe(0);
  });

  it('defines nothing when no term is given', () => {
    expect(definesTerm('osmose e a passagem de agua', new Set())).toBe(0);
  });
});
