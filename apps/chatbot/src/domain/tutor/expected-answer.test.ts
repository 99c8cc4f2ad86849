import { expectedAnswerOf, holdsExpected } from './expected-answer.js';
import { fold } from './tokenize.js';

const asked = (question: string) => expectedAnswerOf(fold(question));
const sentence = (written: string) => ({ written, folded: fold(written) });

describe('expectedAnswerOf', () => {
  it.each([
    ['O que é osmose?', 'definition'],
    ['Qual o significado de osmose?', 'definition'],
    ['Quantas pétalas tem a flor?', 'amount'],
    ['Qual é a duração do ciclo?', 'amount'],
    ['Quando a semente germina?', 'time'],
    ['Em que ano foi publicado?', 'time'],
    ['Quem descreveu a célula?', 'person'],
    ['Por que a folha cai?', 'reason'],
    ['Onde fica o estômato?', 'place'],
    ['Qual o objetivo da poda?', 'purpose'],
    ['Como a raiz cresce?', undefined],
  ])('reads "%s" as asking for %s', (question, kind) => {
    expect(asked(question)).toBe(kind);
  });
});

describe('holdsExpected', () => {
  it.each([
    ['amount', 'A flor tem cinco pétalas.', 'A flor tem pétalas claras.'],
    ['time', 'Foi publicado em 1665.', 'Foi publicado na Inglaterra.'],
    ['person', 'A obra é de Robert Hooke.', 'A obra é de um estudioso.'],
    ['reason', 'Ela cai porque falta água.', 'Ela cai no outono.'],
    ['place', 'O museu fica em Curitiba.', 'O museu fica longe.'],
    ['purpose', 'A poda visa a fortalecer o tronco.', 'A poda foi ontem.'],
  ] as const)('tells a sentence with %s from one without', (kind, withIt, without) => {
    expect(holdsExpected(kind, sentence(withIt))).toBe(true);
    expect(holdsExpected(kind, sentence(without))).toBe(false);
  });
});
