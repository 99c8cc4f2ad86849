import { inverseDocumentFrequency } from './bm25.js';
import { definesTerm } from './definition.js';
import { holdsExpected } from './expected-answer.js';
import type { IndexedPassage, IndexedSentence } from './passage-index.js';
import { TUNING } from './tuning.js';
import { bestMatch, type WeighedQuestion } from './weigh-question.js';

export interface RankedSentence {
  readonly sentence: IndexedSentence;
  /** About 1 for a sentence that covers the question; a little more when it also holds the kind of answer wanted. */
  readonly score: number;
  /** For each term of the question, how well this sentence and what leads to it stand for it, from 0 to 1. */
  readonly coverage: readonly number[];
}

/**
 * Ranks the sentences of a passage as answers, best first; among equals the earlier one, where texts introduce things.
 *
 * A sentence is judged by the terms of the question it covers, weighed by rarity. Terms named just before it or in the
 * titles above it count in part, since a text does not repeat its subject in every sentence.
 */
export const rankSentences = (passage: IndexedPassage, question: WeighedQuestion): RankedSentence[] => {
  const { sentences } = passage;
  const own = sentences.map(({ words }) => question.terms.map(({ matches }) => bestMatch(matches, words)));
  const weights = localWeights(question, own);
  const total = weights.reduce((sum, weight) => sum + weight, 0) || 1;
  const judge = judgeOfAnswer(question);
  const ranked = sentences.map((sentence, at): RankedSentence => {
    const before = sentence.continues ? own[at - 1] : undefined;
    const coverage = question.terms.map(({ matches }, term) => {
      const context = Math.max(before?.[term] ?? 0, bestMatch(matches, sentence.headingWords));
      return Math.max(own[at]?.[term] ?? 0, TUNING.sentence.context * context);
    });
    const covered = coverage.reduce((sum, degree, term) => sum + degree * (weights[term] ?? 0), 0) / total;
    return { sentence, coverage, score: covered === 0 ? 0 : covered + judge(sentence) };
  });
  return ranked.sort((a, b) => b.score - a.score || a.sentence.start - b.sentence.start);
};

/** Rarity of each term in the whole index, raised by its rarity among the sentences of this passage. */
const localWeights = ({ terms }: WeighedQuestion, own: readonly (readonly number[])[]): number[] =>
  terms.map(({ rarity }, term) => {
    const holding = own.filter((degrees) => (degrees[term] ?? 0) >= TUNING.match.sameStem).length;
    return rarity * (1 + TUNING.sentence.localRarity * inverseDocumentFrequency(own.length, holding));
  });

/** What a sentence earns beyond covering the question. */
const judgeOfAnswer = ({ expects, terms, functionWords }: WeighedQuestion) => {
  const { definition, expectedAnswer, functionWords: shared } = TUNING.sentence;
  const specific = terms.filter(({ isGeneral }) => !isGeneral);
  const defined = new Set((specific.length > 0 ? specific : terms).map(({ stem }) => stem));
  const earnedByKind = (sentence: IndexedSentence): number => {
    if (expects === undefined) return 0;
    if (expects === 'definition') return definition * definesTerm(sentence.folded, defined);
    return holdsExpected(expects, sentence) ? expectedAnswer : 0;
  };
  return (sentence: IndexedSentence): number => {
    let common = 0;
    for (const word of functionWords) if (sentence.functionWords.has(word)) common += 1;
    return earnedByKind(sentence) + shared * (common / Math.max(1, functionWords.size));
  };
};
