import { TUNING } from './tuning.js';
import { Vocabulary } from './vocabulary.js';

const vocabularyOf = (...words: string[]) => {
  const vocabulary = new Vocabulary();
  const ids = new Map(words.map((word) => [vocabulary.add(word), word]));
  return (word: string): Record<string, number> =>
    Object.fromEntries([...vocabulary.match(word)].map(([id, degree]) => [ids.get(id), degree]));
};

describe('Vocabulary', () => {
  it('gives a word one number however often it is added', () => {
    const vocabulary = new Vocabulary();
    expect(vocabulary.add('folha')).toBe(vocabulary.add('folha'));
    expect(vocabulary.add('raiz')).not.toBe(vocabulary.add('folha'));
  });

  it('prefers the same word to words of its stem, and those to words that share a prefix', () => {
    const { sameWord, sameStem, sharedPrefix } = TUNING.match;
    expect(vocabularyOf('inventar', 'inventou', 'invencao', 'raiz')('inventar')).toEqual({
      inventar: sameWord,
      inventou: sameStem,
      invencao: sharedPrefix,
    });
    expect(sameWord).toBeGreaterThan(sameStem);
    expect(sameStem).toBeGreaterThan(sharedPrefix);
  });

  it('takes no short common beginning for kinship', () => {
    expect(vocabularyOf('mitologia')('mitocondria')).toEqual({});
  });

  it('takes an unknown word for a slip of a similar one', () => {
    expect(vocabularyOf('fotossintese', 'clorofila')('fotosintese')).toHaveProperty('fotossintese');
    expect(vocabularyOf('clorofila')('cloorfila')).toEqual({});
  });

  it('corrects no word that the texts know, and no number', () => {
    expect(vocabularyOf('contador', 'cantador')('contador')).not.toHaveProperty('cantador');
    expect(vocabularyOf('199412')('199413')).toEqual({});
  });
});
