import { indexPassages, type Passage } from './passage-index.js';
import { readQuestion } from './question.js';
import { rankPassages } from './rank-passages.js';
import { TUNING } from './tuning.js';
import { weighQuestion } from './weigh-question.js';

const ranking = (passages: readonly Passage[], question: string) => {
  const index = indexPassages(passages);
  return rankPassages(index, weighQuestion(readQuestion(question), index));
};

const idsOf = (passages: readonly Passage[], question: string): string[] =>
  ranking(passages, question).map(({ passage }) => passage.id);

describe('rankPassages', () => {
  it('leaves out passages that share no word with the question', () => {
    const passages = [
      { id: 'solo', texto: 'O húmus escurece o solo.' },
      { id: 'vento', texto: 'O vento leva sementes.' },
    ];
    expect(idsOf(passages, 'O que escurece o solo?')).toEqual(['solo']);
  });

  it('puts the rare word of the question before its common one', () => {
    const passages = [
      { id: 'a', texto: 'A planta cresce. A planta floresce.' },
      { id: 'b', texto: 'A planta bebe.' },
      { id: 'c', texto: 'O xaxim cresce devagar.' },
    ];
    expect(idsOf(passages, 'planta xaxim')[0]).toBe('c');
  });

  it('prefers words that stand together as in the question', () => {
    const passages = [
      { id: 'longe', texto: 'O ciclo do ferro depende de água no solo.' },
      { id: 'junto', texto: 'O ciclo da água depende de ferro no solo.' },
    ];
    expect(idsOf(passages, 'ciclo da água')[0]).toBe('junto');
  });

  it('reads the title of a passage as part of what it is about', () => {
    const passages = [
      { id: 'a', texto: 'Ela nasce em charcos e cresce depressa.' },
      { id: 'b', titulo: 'A taboa', texto: 'Ela nasce em charcos e cresce depressa.' },
    ];
    expect(idsOf(passages, 'Onde nasce a taboa?')[0]).toBe('b');
  });

  it('lets words of any subject decide less than the subject', () => {
    const passages = [
      { id: 'a', texto: 'A função chama outra função. Uma função devolve um valor.' },
      { id: 'b', texto: 'A clorofila capta luz, e a planta vive dessa luz o ano inteiro.' },
      { id: 'c', texto: 'O vento leva sementes.' },
    ];
    expect(idsOf(passages, 'Qual a função da clorofila?')[0]).toBe('b');
  });

  it('keeps passages too far down to be read below the ones it read', () => {
    const count = TUNING.passage.readDepth + 5;
    const passages = Array.from({ length: count }, (_, at) => ({
      id: `p${at}`,
      texto: `O lago ${'raso '.repeat(at)}`,
    }));
    const ranked = ranking(passages, 'lago');
    expect(ranked).toHaveLength(count);
    expect(ranked.findIndex(({ sentences }) => sentences.length === 0)).toBe(TUNING.passage.readDepth);
    expect(ranked.map(({ score }) => score)).toEqual(ranked.map(({ score }) => score).sort((a, b) => b - a));
  });
});
