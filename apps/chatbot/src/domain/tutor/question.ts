import { type ExpectedAnswer, expectedAnswerOf } from './expected-answer.js';
import { ARTICLES, FUNCTION_WORDS, GENERAL_WORDS, isContentWord, QUESTION_WORDS } from './function-words.js';
import { stem } from './stem.js';
import { fold, tokenize } from './tokenize.js';

const GENERAL_STEMS = new Set([...GENERAL_WORDS].map(stem));

/** A content word of a question; words of one stem are one term. */
export interface Term {
  readonly word: string;
  readonly stem: string;
  /** One of the words found in questions on any subject. */
  readonly isGeneral: boolean;
}

/** A question as the tutor reads it. */
export interface Question {
  readonly terms: readonly Term[];
  /** Stems of content words that follow one another, ignoring the small words between. */
  readonly pairs: readonly (readonly [string, string])[];
  /** The small words that carry meaning (`não`, `para`, `até`). */
  readonly functionWords: ReadonlySet<string>;
  readonly expects: ExpectedAnswer | undefined;
}

/** Reads a question typed by a learner; never fails, a question of nothing but small words has no terms. */
export const readQuestion = (text: string): Question => {
  const tokens = tokenize(text);
  const content = tokens
    .filter(({ folded }) => isContentWord(folded))
    .map(({ folded }) => ({ word: folded, stem: stem(folded), isGeneral: GENERAL_STEMS.has(stem(folded)) }));
  const terms = new Map<string, Term>();
  for (const term of content) if (!terms.has(term.stem)) terms.set(term.stem, term);
  return {
    terms: [...terms.values()],
    pairs: content.slice(1).map((term, at) => [content[at]?.stem ?? '', term.stem] as const),
    functionWords: new Set(
      tokens
        .map(({ folded }) => folded)
        .filter((word) => FUNCTION_WORDS.has(word) && !QUESTION_WORDS.has(word) && !ARTICLES.has(word)),
    ),
    expects: expectedAnswerOf(fold(text)),
  };
};
