import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** Where a gold answer stands in its paragraph, in UTF-16 code units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface BenchQuestion {
  readonly text: string;
  /** Position of its own paragraph in `paragraphs`. */
  readonly paragraph: number;
  readonly answers: readonly Span[];
}

export interface Dataset {
  readonly paragraphs: readonly string[];
  readonly questions: readonly BenchQuestion[];
}

/** A file that cannot be measured with; the message names the file and what is wrong with it. */
export class BadDataset extends Error {
  override readonly name = 'BadDataset';
}

const SQUAD = z.object({
  data: z
    .array(
      z.object({
        paragraphs: z.array(
          z.object({
            context: z.string(),
            qas: z.array(
              z.object({
                question: z.string(),
                is_impossible: z.boolean().default(false),
                answers: z
                  .array(z.object({ text: z.string(), answer_start: z.number().int().nonnegative() }))
                  .default([]),
              }),
            ),
          }),
        ),
      }),
    )
    .nonempty('is empty'),
});

/**
 * Reads a file in the format of SQuAD 1.1; of version 2 the questions marked impossible are left out.
 *
 * @throws BadDataset  the file cannot be read, is no JSON, has another shape or holds no answered question
 */
export const readSquad = (file: string): Dataset => {
  const { data } = parse(SQUAD, file, 'SQuAD data');
  const paragraphs: string[] = [];
  const questions: BenchQuestion[] = [];
  for (const { context, qas } of data.flatMap((article) => article.paragraphs)) {
    for (const { question, is_impossible, answers } of qas) {
      if (is_impossible || answers.length === 0) continue;
      const spans = answers.map(({ text, answer_start: start }) => ({ start, end: start + text.length }));
      questions.push({ text: question, paragraph: paragraphs.length, answers: spans });
    }
    paragraphs.push(context);
  }
  if (questions.length === 0) throw new BadDataset(`${file}: holds no answered question`);
  return { paragraphs, questions };
};

/**
 * Reads a JSON list of questions.
 *
 * @throws BadDataset  the file cannot be read, is no JSON or is no list of strings
 */
export const readQuestions = (file: string): string[] =>
  parse(z.array(z.string()).nonempty('is empty'), file, 'a JSON list of questions');

const parse = <T>(schema: z.ZodType<T>, file: string, what: string): T => {
  const text = attempt(`${file}: cannot be read`, () => readFileSync(file, 'utf8'));
  const json: unknown = attempt(`${file}: is no JSON`, () => JSON.parse(text));
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = issue?.path.join('.') ?? '';
  throw new BadDataset(
    `${file}: is not ${what}: ${path === '' ? '' : `${path}: `}${issue?.message ?? 'unknown'}`,
  );
};

const attempt = <T>(complaint: string, act: () => T): T => {
  try {
    return act();
  } catch (cause) {
    throw new BadDataset(complaint, { cause });
  }
};
