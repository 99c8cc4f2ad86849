import type { IndexedPassage } from './passage-index.js';
import type { RankedSentence } from './rank-sentences.js';
import { TUNING } from './tuning.js';
import { bestMatch, type WeighedQuestion } from './weigh-question.js';

/**
 * How sure one may be that a passage is about what was asked, from 0 to 1.
 *
 * The share of the question's terms that the passage covers, half by the whole passage and half by its best sentence.
 * Words common to questions on any subject prove nothing when they are there; all of them together count against the
 * passage in part when they are not. A question of nothing but such words is judged by them. Rarity in the index takes
 * no part on purpose: a single lesson is an index too, and in it every word of the subject is common. It is a measure
 * for a threshold, not a probability.
 */
export const confidenceOf = (
  { terms }: WeighedQuestion,
  passage: IndexedPassage,
  best: RankedSentence | undefined,
): number => {
  const degrees = terms.map(({ matches, isGeneral }, term) => ({
    isGeneral,
    degree: (bestMatch(matches, passage.frequencies) + (best?.coverage[term] ?? 0)) / 2,
  }));
  const specific = degrees.filter(({ isGeneral }) => !isGeneral);
  const general = degrees.filter(({ isGeneral }) => isGeneral);
  if (specific.length === 0) return meanDegree(general);
  const missing = general.length === 0 ? 0 : 1 - meanDegree(general);
  const covered = specific.length * meanDegree(specific);
  return covered / (specific.length + TUNING.confidence.missingGeneral * missing);
};

const meanDegree = (terms: readonly { readonly degree: number }[]): number =>
  terms.reduce((sum, { degree }) => sum + degree, 0) / Math.max(1, terms.length);
