import { createTutorIndex, segmentSentences, type TutorAnswer } from '../src/domain/tutor/index.js';
import type { BenchQuestion, Dataset, Span } from './squad.js';

/** Shares are from 0 to 1. */
export interface Measures {
  readonly paragraphs: number;
  readonly questions: number;
  /** Questions whose own paragraph ranks first, or among the first three, over all paragraphs of the file. */
  readonly recallAt1: number;
  readonly recallAt3: number;
  /** Questions on paragraphs of two sentences or more, the only ones where there is a choice. */
  readonly sentenceQuestions: number;
  /** Of these, the share whose top sentence within the given paragraph overlaps a gold answer. */
  readonly rightSentence: number;
  readonly defaultThreshold: ThresholdMeasures;
  readonly offTopic: OffTopicMeasures | undefined;
  /** Time to search all paragraphs and answer, mean over the questions of the second pass. */
  readonly microsPerQuestion: number;
}

export interface ThresholdMeasures {
  /** On-topic questions answered at the tutor's own threshold. */
  readonly kept: number;
  /** Off-topic questions refused at it; `undefined` without such questions. */
  readonly rejected: number | undefined;
}

export interface OffTopicMeasures {
  readonly questions: number;
  /** The highest threshold that keeps at least `KEPT_SHARE` of the on-topic questions. */
  readonly threshold: number;
  readonly kept: number;
  readonly rejected: number;
}

export const KEPT_SHARE = 0.95;

export interface MeasureOptions {
  readonly offTopic?: readonly string[] | undefined;
  /** Microseconds from any fixed moment. */
  readonly nowMicros: () => number;
  readonly onProgress?: (done: number, total: number) => void;
}

/** Measures the offline tutor on questions whose answers are known; see `Measures` for each definition. */
export const measureTutor = (dataset: Dataset, options: MeasureOptions): Measures => {
  const { nowMicros, offTopic, onProgress = () => {} } = options;
  const { questions } = dataset;
  const passages = dataset.paragraphs.map((texto, at) => ({ id: String(at), texto }));
  const index = createTutorIndex(passages);
  const eager = createTutorIndex(passages, { minConfidence: 0 });
  const total = 2 * questions.length + (offTopic?.length ?? 0);
  let done = 0;
  const each = <T, R>(items: readonly T[], measure: (item: T) => R): R[] =>
    items.map((item) => {
      const result = measure(item);
      done += 1;
      onProgress(done, total);
      return result;
    });

  const ranks = each(questions, (question) => rankOf(question, index.rank(question.text, 3)));
  const chosen = questions.filter(({ paragraph }) => hasChoice(dataset.paragraphs[paragraph] ?? ''));
  const right = chosen.filter((question) =>
    overlapsGold(eager.answerWithin(String(question.paragraph), question.text), question.answers),
  );
  const onTopicMicros: number[] = [];
  const answers = each(questions, ({ text }) => {
    const start = nowMicros();
    const answer = index.answer(text);
    onTopicMicros.push(nowMicros() - start);
    return answer;
  });
  const offAnswers = offTopic && each(offTopic, (text) => index.answer(text));
  return {
    paragraphs: passages.length,
    questions: questions.length,
    recallAt1: share(ranks, (rank) => rank === 0),
    recallAt3: share(ranks, (rank) => rank >= 0),
    sentenceQuestions: chosen.length,
    rightSentence: right.length / chosen.length,
    defaultThreshold: {
      kept: share(answers, ({ found }) => found),
      rejected: offAnswers && share(offAnswers, ({ found }) => !found),
    },
    offTopic: offAnswers && measureOffTopic(answers.map(confidence), offAnswers.map(confidence)),
    microsPerQuestion: onTopicMicros.reduce((sum, micros) => sum + micros, 0) / onTopicMicros.length,
  };
};

/** Chooses the threshold on the on-topic confidences alone, then judges the off-topic ones by it. */
export const measureOffTopic = (
  onTopic: readonly number[],
  offTopic: readonly number[],
): OffTopicMeasures => {
  const ascending = [...onTopic].sort((a, b) => a - b);
  const mayLose = Math.floor(ascending.length * (1 - KEPT_SHARE) + 1e-9);
  const threshold = ascending[mayLose] ?? 0;
  return {
    questions: offTopic.length,
    threshold,
    kept: share(onTopic, (value) => value >= threshold),
    rejected: share(offTopic, (value) => value < threshold),
  };
};

const rankOf = (question: BenchQuestion, ranked: readonly { readonly passageId: string }[]): number =>
  ranked.findIndex(({ passageId }) => passageId === String(question.paragraph));

const hasChoice = (paragraph: string): boolean => segmentSentences(paragraph).length >= 2;

const overlapsGold = (answer: TutorAnswer, gold: readonly Span[]): boolean => {
  const top = answer.found ? answer.citations[0] : undefined;
  return top !== undefined && gold.some(({ start, end }) => start < top.fim && end > top.inicio);
};

const confidence = ({ confianca }: TutorAnswer): number => confianca;

const share = <T>(items: readonly T[], holds: (item: T) => boolean): number =>
  items.length === 0 ? 0 : items.filter(holds).length / items.length;
