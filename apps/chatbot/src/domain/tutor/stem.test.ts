import { stem } from './stem.js';
import { fold } from './tokenize.js';

const stemsOf = (words: string): Set<string> => new Set(words.split(' ').map((word) => stem(fold(word))));

describe('stem', () => {
  it.each([
    'planta plantas plantar plantando plantou plantada',
    'ação ações',
    'professor professores',
    'país países',
    'papel papéis',
    'animal animais',
    'homem homens',
    'computador computadores computação',
    'objetivo objetivos objetiva',
    'acadêmico acadêmica acadêmicos',
    'intenso intensamente',
    'biologia biologias',
    'universidade universidades',
    'deve devem deverá deverão',
  ])('gives one stem to %s', (words) => {
    expect(stemsOf(words).size).toBe(1);
  });

  it.each(['célula cédula', 'folha filho', 'raiz raio', 'planta planeta', 'carta carro'])(
    'keeps %s apart',
    (words) => {
      expect(stemsOf(words).size).toBe(2);
    },
  );

  it('leaves words too short to have an ending as they are', () => {
    expect(['sol', 'co2', 'dna', 'x'].map(stem)).toEqual(['sol', 'co2', 'dna', 'x']);
  });
});
