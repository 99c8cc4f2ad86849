import { inverseDocumentFrequency } from './bm25.js';
import type { PassageIndex } from './passage-index.js';
import type { Question, Term } from './question.js';
import type { Matches } from './vocabulary.js';

/** A term of a question against an index. */
export interface WeighedTerm extends Term {
  /** The words of the index that stand for it. */
  readonly matches: Matches;
  /** Positions of the passages that hold any of them. */
  readonly holders: ReadonlySet<number>;
  /** Rarity over the passages (inverse document frequency, nats); the rarest of all when no passage holds it. */
  readonly rarity: number;
}

export interface WeighedQuestion extends Omit<Question, 'terms'> {
  readonly terms: readonly WeighedTerm[];
}

export const weighQuestion = (question: Question, index: PassageIndex): WeighedQuestion => ({
  ...question,
  terms: question.terms.map((term) => {
    const matches = index.vocabulary.match(term.word);
    const holders = new Set<number>();
    for (const word of matches.keys())
      for (const passage of index.holders.get(word) ?? []) holders.add(passage);
    const rarity = inverseDocumentFrequency(index.passages.length, holders.size);
    return { ...term, matches, holders, rarity };
  }),
});

/** How well a set of words stands for a term: that of its best word, 0 when it has none. */
export const bestMatch = (
  matches: Matches,
  words: Pick<ReadonlyMap<number, unknown>, 'has' | 'size'>,
): number => {
  let best = 0;
  if (words.size === 0) return best;
  for (const [word, degree] of matches) if (degree > best && words.has(word)) best = degree;
  return best;
};
