import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BadDataset, readQuestions, readSquad } from './squad.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'squad-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const written = (content: unknown): string => {
  const file = join(folder, 'dados.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
};

const qa = (question: string, answers: unknown[], more = {}) => ({ question, answers, ...more });
const squad = (...paragraphs: unknown[]) => ({ data: [{ title: 'T', paragraphs }] });

describe('readSquad', () => {
  it('numbers paragraphs over all articles and gives answers as spans', () => {
    const file = written({
      data: [
        { paragraphs: [{ context: 'A lua gira.', qas: [] }] },
        {
          paragraphs: [
            { context: 'O sol brilha.', qas: [qa('O que brilha?', [{ text: 'sol', answer_start: 2 }])] },
          ],
        },
      ],
    });
    expect(readSquad(file)).toEqual({
      paragraphs: ['A lua gira.', 'O sol brilha.'],
      questions: [{ text: 'O que brilha?', paragraph: 1, answers: [{ start: 2, end: 5 }] }],
    });
  });

  it('leaves out questions without an answer', () => {
    const answer = { text: 'sol', answer_start: 2 };
    const qas = [qa('a', [answer], { is_impossible: true }), qa('b', []), qa('c', [answer])];
    expect(readSquad(written(squad({ context: 'O sol.', qas }))).questions.map(({ text }) => text)).toEqual([
      'c',
    ]);
  });

  it.each([
    ['no JSON', 'isto não é JSON', /is no JSON/],
    ['another shape', { dados: [] }, /is not SQuAD data: data: /],
    [
      'a bad answer, naming where',
      squad({ context: 'O', qas: [qa('a', [{ text: 'O', answer_start: -1 }])] }),
      /answers\.0\.answer_start/,
    ],
    ['no questions', squad({ context: 'O sol.', qas: [] }), /no answered question/],
  ])('refuses %s', (_, content, message) => {
    const file = written(content);
    expect(() => readSquad(file)).toThrow(BadDataset);
    expect(() => readSquad(file)).toThrow(message);
  });

  it('refuses a missing file by its name', () => {
    expect(() => readSquad(join(folder, 'ausente.json'))).toThrow(/ausente\.json: cannot be read/);
  });
});

describe('readQuestions', () => {
  it('reads a list of questions', () => {
    expect(readQuestions(written(['a?', 'b?']))).toEqual(['a?', 'b?']);
  });

  it.each([[['a', 1]], [{ a: 'b' }], [[]]])('refuses %j', (content) => {
    expect(() => readQuestions(written(content))).toThrow(BadDataset);
  });
});
