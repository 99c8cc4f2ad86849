import { indexPassages } from './passage-index.js';
import { readQuestion } from './question.js';
import { rankSentences } from './rank-sentences.js';
import { weighQuestion } from './weigh-question.js';

const bestOf = (texto: string, question: string): string | undefined => {
  const index = indexPassages([{ id: 'a', texto }]);
  const [passage] = index.passages;
  if (passage === undefined) return undefined;
  return rankSentences(passage, weighQuestion(readQuestion(question), index))[0]?.sentence.written;
};

describe('rankSentences', () => {
  it('prefers the sentence that covers more of the question', () => {
    expect(
      bestOf('O musgo vive na sombra. O musgo da pedra bebe orvalho.', 'O que o musgo da pedra bebe?'),
    ).toBe('O musgo da pedra bebe orvalho.');
  });

  it('lets a sentence inherit the subject of the one before', () => {
    const text = 'O líquen vive em rochas. Ele une um fungo a uma alga. A alga dos mares é outra.';
    expect(bestOf(text, 'Que alga e fungo o líquen une?')).toBe('Ele une um fungo a uma alga.');
  });

  it('lets a sentence inherit the subject of its heading', () => {
    const text = '# Musgo\n\nCresce em lugares úmidos.\n\n# Cacto\n\nCresce em lugares secos.';
    expect(bestOf(text, 'Onde cresce o cacto?')).toBe('Cresce em lugares secos.');
  });

  it.each([
    [
      'Quando o jardim abriu?',
      'O jardim abriu ao público. O jardim abriu em 1911.',
      'O jardim abriu em 1911.',
    ],
    [
      'Quantas palmeiras o jardim tem?',
      'O jardim tem palmeiras. O jardim tem doze palmeiras.',
      'O jardim tem doze palmeiras.',
    ],
    [
      'Por que o jardim fechou?',
      'O jardim fechou ontem. O jardim fechou porque choveu.',
      'O jardim fechou porque choveu.',
    ],
    [
      'Quem plantou o jardim?',
      'Alguém plantou o jardim. O jardim, plantou-o Helena Prado.',
      'O jardim, plantou-o Helena Prado.',
    ],
  ])('prefers the kind of answer wanted: %s', (question, text, answer) => {
    expect(bestOf(text, question)).toBe(answer);
  });

  it('prefers the sentence that defines what a definition is asked of', () => {
    expect(bestOf('O pólen viaja com o vento. Pólen é o pó que fecunda a flor.', 'O que é pólen?')).toBe(
      'Pólen é o pó que fecunda a flor.',
    );
  });

  it('tells a statement from its denial by the small words', () => {
    const text = 'O aluno com bolsa paga a matrícula. O aluno com bolsa não paga a mensalidade.';
    expect(bestOf(text, 'O que o aluno com bolsa não paga?')).toContain('não paga');
  });

  it('takes the earlier of equal sentences', () => {
    expect(bestOf('A seiva sobe. A seiva sobe.', 'A seiva sobe?')).toBe('A seiva sobe.');
    const index = indexPassages([{ id: 'a', texto: 'A seiva sobe. A seiva sobe.' }]);
    const ranked = index.passages.flatMap((passage) =>
      rankSentences(passage, weighQuestion(readQuestion('seiva'), index)),
    );
    expect(ranked.map(({ sentence }) => sentence.start)).toEqual([0, 14]);
  });

  it('gives nothing to sentences that share no term', () => {
    const index = indexPassages([{ id: 'a', texto: 'A seiva sobe em 1911.' }]);
    const ranked = index.passages.flatMap((passage) =>
      rankSentences(passage, weighQuestion(readQuestion('Quando choveu?'), index)),
    );
    expect(ranked.map(({ score }) => score)).toEqual([0]);
  });
});
