import { readQuestion } from './question.js';

const wordsOf = (question: string): string[] => readQuestion(question).terms.map(({ word }) => word);

describe('readQuestion', () => {
  it('keeps the words that carry the subject', () => {
    expect(wordsOf('O que é a fotossíntese das plantas?')).toEqual(['fotossintese', 'plantas']);
  });

  it('counts words of one stem once', () => {
    expect(wordsOf('Planta plantada por quem planta')).toEqual(['planta']);
  });

  it('pairs neighbours across the small words between them', () => {
    const { pairs, terms } = readQuestion('ciclo da água');
    expect(pairs).toEqual([terms.map(({ stem }) => stem)]);
  });

  it('keeps the small words that change the meaning, without articles and question words', () => {
    expect([...readQuestion('Em qual caso o aluno não paga?').functionWords]).toEqual(['em', 'caso', 'nao']);
  });

  it('marks words found in questions on any subject', () => {
    expect(readQuestion('exemplos de fungos').terms.map(({ isGeneral }) => isGeneral)).toEqual([true, false]);
  });

  it('finds no terms in a question that names nothing', () => {
    expect(readQuestion('E isso, por quê?').terms).toEqual([]);
    expect(readQuestion('').terms).toEqual([]);
  });
});
