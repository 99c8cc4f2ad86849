import { saturate } from './bm25.js';
import { type IndexedPassage, type PassageIndex, pairKey } from './passage-index.js';
import { type RankedSentence, rankSentences } from './rank-sentences.js';
import { TUNING } from './tuning.js';
import type { WeighedQuestion } from './weigh-question.js';

export interface ScoredPassage {
  readonly passage: IndexedPassage;
  readonly score: number;
  /** Best first; empty when the passage was too far down to be read. */
  readonly sentences: readonly RankedSentence[];
}

/**
 * Ranks the passages that share any term with the question, best first; equals keep the order of the index.
 *
 * Two steps: BM25 over words, with the pairs of words the question and the passage share (a reduced form of the
 * sequential dependence model: D. Metzler and W. B. Croft, "A Markov Random Field Model for Term Dependencies", SIGIR
 * 2005), then the best sentence of the passages on top. A passage that is read never falls below one that is not.
 */
export const rankPassages = (index: PassageIndex, question: WeighedQuestion): ScoredPassage[] => {
  const candidates = new Set<number>();
  for (const { holders } of question.terms) for (const passage of holders) candidates.add(passage);
  const first = [...candidates]
    .map((at) => ({ at, passage: index.passages[at], score: 0 }))
    .flatMap(({ at, passage }) =>
      passage === undefined
        ? []
        : [{ at, passage, score: scoreByWords(passage, question, index.averageLength) }],
    )
    .sort((a, b) => b.score - a.score || a.at - b.at);
  const read = first.slice(0, TUNING.passage.readDepth).map(({ at, passage, score }) => {
    const sentences = rankSentences(passage, question);
    return {
      at,
      passage,
      sentences,
      score: score + TUNING.passage.bestSentence * (sentences[0]?.score ?? 0),
    };
  });
  read.sort((a, b) => b.score - a.score || a.at - b.at);
  return [...read, ...first.slice(TUNING.passage.readDepth).map((unread) => ({ ...unread, sentences: [] }))];
};

const scoreByWords = (
  passage: IndexedPassage,
  { terms, pairs }: WeighedQuestion,
  averageLength: number,
): number => {
  let score = 0;
  let possible = 0;
  for (const { matches, rarity, isGeneral } of terms) {
    const weight = isGeneral ? TUNING.passage.generalWord * rarity : rarity;
    let frequency = 0;
    for (const [word, degree] of matches) frequency += degree * (passage.frequencies.get(word) ?? 0);
    score += weight * saturate(frequency, passage.length / averageLength, TUNING.bm25);
    possible += weight;
  }
  const together = pairs.filter(([first, second]) => passage.pairs.has(pairKey(first, second))).length;
  return score / (possible || 1) + (TUNING.passage.pairs * together) / Math.max(1, pairs.length);
};
