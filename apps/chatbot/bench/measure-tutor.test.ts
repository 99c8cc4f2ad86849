import { measureOffTopic, measureTutor } from './measure-tutor.js';
import type { BenchQuestion, Dataset } from './squad.js';

const PARAGRAPHS = [
  'O farol guia navios. Foi aceso em 1898 pelo mestre Anselmo.',
  'A ponte liga duas ilhas. Ela balança quando venta.',
  'O moinho tritura milho.',
];

const asked = (text: string, paragraph: number, answer: string): BenchQuestion => {
  const start = PARAGRAPHS[paragraph]?.indexOf(answer) ?? 0;
  return { text, paragraph, answers: [{ start, end: start + answer.length }] };
};

const dataset = (...questions: BenchQuestion[]): Dataset => ({ paragraphs: PARAGRAPHS, questions });
const nowMicros = (): number => 0;

describe('measureTutor', () => {
  it('gives full marks where every answer is found', () => {
    const questions = [
      asked('Quando o farol foi aceso?', 0, '1898'),
      asked('O que a ponte liga?', 1, 'duas ilhas'),
    ];
    const offTopic = ['Qual a altura do Everest?'];
    expect(measureTutor(dataset(...questions), { nowMicros, offTopic })).toMatchObject({
      recallAt1: 1,
      recallAt3: 1,
      rightSentence: 1,
      defaultThreshold: { kept: 1, rejected: 1 },
      offTopic: { rejected: 1, kept: 1 },
    });
  });

  it('counts a question whose paragraph is not found first against recall', () => {
    const misplaced = asked('Quando o farol foi aceso?', 1, 'venta');
    const measures = measureTutor(dataset(misplaced, asked('O que a ponte liga?', 1, 'duas ilhas')), {
      nowMicros,
    });
    expect(measures.recallAt1).toBe(0.5);
  });

  it('counts a wrong sentence, and a sentence the default threshold would withhold as chosen all the same', () => {
    const wrong = asked('O farol guia navios?', 0, '1898');
    const vague = asked('O mestre do galeão pirata afundado Anselmo?', 0, 'Anselmo');
    const measures = measureTutor(dataset(wrong, vague), { nowMicros });
    expect(measures.rightSentence).toBe(0.5);
    expect(measures.defaultThreshold.kept).toBe(0.5);
  });

  it('judges sentences only where there are two or more', () => {
    const questions = [
      asked('O que o moinho tritura?', 2, 'milho'),
      asked('O que a ponte liga?', 1, 'duas ilhas'),
    ];
    expect(measureTutor(dataset(...questions), { nowMicros }).sentenceQuestions).toBe(1);
  });

  it('leaves off-topic figures out when there are no such questions', () => {
    const measures = measureTutor(dataset(asked('O que a ponte liga?', 1, 'duas ilhas')), { nowMicros });
    expect(measures.offTopic).toBeUndefined();
    expect(measures.defaultThreshold.rejected).toBeUndefined();
  });

  it('means the time over the questions and reports progress to the end', () => {
    let now = 0;
    const progress: number[] = [];
    const questions = [
      asked('Quando o farol foi aceso?', 0, '1898'),
      asked('O que a ponte liga?', 1, 'duas ilhas'),
    ];
    const measures = measureTutor(dataset(...questions), {
      nowMicros: () => (now += 7),
      onProgress: (done, total) => progress.push(done / total),
    });
    expect(measures.microsPerQuestion).toBe(7);
    expect(progress.at(-1)).toBe(1);
  });
});

describe('measureOffTopic', () => {
  const onTopic = Array.from({ length: 100 }, (_, at) => (at + 1) / 100);

  it('takes the highest threshold that keeps at least 95% of the on-topic questions', () => {
    expect(measureOffTopic(onTopic, [])).toMatchObject({ threshold: 0.06, kept: 0.95 });
  });

  it('rejects what falls below the threshold, not what stands on it', () => {
    expect(measureOffTopic(onTopic, [0.05, 0.06, 0.5, 0]).rejected).toBe(0.5);
  });

  it('keeps more than 95% where several stand on the threshold', () => {
    expect(
      measureOffTopic(
        Array.from({ length: 20 }, () => 0.4),
        [0.3],
      ).kept,
    ).toBe(1);
  });
});
