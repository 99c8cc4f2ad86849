import { confidenceOf } from './confidence.js';
import { indexPassages } from './passage-index.js';
import { readQuestion } from './question.js';
import { rankSentences } from './rank-sentences.js';
import { weighQuestion } from './weigh-question.js';

const confidence = (texto: string, question: string): number => {
  const index = indexPassages([{ id: 'a', texto }]);
  const read = weighQuestion(readQuestion(question), index);
  const [passage] = index.passages;
  return passage === undefined ? Number.NaN : confidenceOf(read, passage, rankSentences(passage, read)[0]);
};

describe('confidenceOf', () => {
  it('is 1 when one sentence holds every term as asked', () => {
    expect(confidence('A seiva sobe pelo xilema.', 'A seiva sobe pelo xilema?')).toBe(1);
  });

  it('is 0 when no term is known', () => {
    expect(confidence('A seiva sobe pelo xilema.', 'Quem venceu a corrida?')).toBe(0);
  });

  it('falls when the terms are scattered', () => {
    const together = confidence('A seiva bruta sobe. O tronco racha. Chove.', 'seiva bruta');
    const scattered = confidence('A seiva desce. O tronco racha. A pedra bruta cai.', 'seiva bruta');
    expect(scattered).toBeLessThan(together);
  });

  it('is not raised by words of any subject', () => {
    expect(confidence('Um exemplo de sistema é a rede.', 'Um exemplo de sistema solar?')).toBe(
      confidence('Um exemplo de sistema é a rede.', 'sistema solar'),
    );
  });

  it('falls a little, however many words of any subject are missing', () => {
    const bare = confidence('A seiva sobe.', 'seiva');
    const one = confidence('A seiva sobe.', 'um exemplo de seiva');
    const many = confidence('A seiva sobe.', 'um exemplo importante de seiva no mundo');
    expect(one).toBeLessThan(bare);
    expect(many).toBeCloseTo(one, 12);
  });

  it('judges by such words when the question has no others', () => {
    expect(confidence('O valor muda.', 'Qual é o valor?')).toBe(1);
  });
});
