import { indexPassages } from './passage-index.js';
import { readQuestion } from './question.js';
import { bestMatch, weighQuestion } from './weigh-question.js';

const index = indexPassages([
  { id: 'a', texto: 'A raiz absorve água.' },
  { id: 'b', texto: 'As raízes fixam a planta.' },
  { id: 'c', texto: 'A folha faz açúcar.' },
]);

describe('weighQuestion', () => {
  it('finds the passages that hold a term in any form', () => {
    const [term] = weighQuestion(readQuestion('raiz'), index).terms;
    expect([...(term?.holders ?? [])]).toEqual([0, 1]);
  });

  it('weighs rare terms more, and unknown ones most', () => {
    const { terms } = weighQuestion(readQuestion('raiz folha mitocôndria'), index);
    const [root = 0, leaf = 0, unknown = 0] = terms.map(({ rarity }) => rarity);
    expect(root).toBeLessThan(leaf);
    expect(leaf).toBeLessThan(unknown);
  });
});

describe('bestMatch', () => {
  const matches = new Map([
    [1, 0.6],
    [2, 1],
  ]);

  it('takes the best of the words present', () => {
    expect(bestMatch(matches, new Set([1, 2, 3]))).toBe(1);
    expect(bestMatch(matches, new Set([1, 3]))).toBe(0.6);
  });

  it('is nothing when none is present', () => {
    expect(bestMatch(matches, new Set([3]))).toBe(0);
  });
});
