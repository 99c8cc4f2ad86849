import type { Bm25 } from './bm25.js';

/**
 * Every number the tutor's judgement rests on, few and round on purpose: the tutor must serve any subject, so nothing
 * here is fitted closely. Changing any one by a third, with the degrees of `match` kept in order, moves no figure of
 * the question benchmark by more than two percentage points on either half of its articles.
 */
export const TUNING = {
  bm25: { k1: 1.2, b: 0.75 } satisfies Bm25,
  /** How much a word of the text counts as a word of the question. */
  match: { sameWord: 1, sameStem: 0.8, sharedPrefix: 0.6 },
  /** Two words share a prefix when it has this many letters and is this part of the longer one. */
  prefix: { minLetters: 4, minShare: 0.6 },
  /** A word unknown to the texts may be a slip of the pen for one this similar (Dice coefficient of trigrams). */
  slip: { minLetters: 5, minSimilarity: 0.6 },
  passage: {
    /** What a word found in questions on any subject weighs: it helps to find the sentence, not the subject. */
    generalWord: 0.5,
    /** Worth of all pairs of neighbouring question words standing together in the passage. */
    pairs: 0.9,
    /** Worth of the passage's best sentence, whose score is about 1 when it covers the question. */
    bestSentence: 1,
    /** How many passages, best first, have their sentences read. */
    readDepth: 20,
  },
  sentence: {
    /** What a word of the sentence before, or of a title above, counts. */
    context: 0.5,
    /** How much rarity inside the passage adds to rarity in the whole index. */
    localRarity: 0.5,
    /** Worth of holding the kind of thing asked for: a number, a date, a reason. */
    expectedAnswer: 0.15,
    /** Worth of defining what a definition was asked of. */
    definition: 0.2,
    /** Worth of sharing the small words (`não`, `para`, `mais`) of the question. */
    functionWords: 0.05,
  },
  citations: {
    /** Most sentences quoted in one answer, and how near the best one the others must come. */
    max: 3,
    minShareOfBest: 0.85,
  },
  confidence: {
    /** Below this the tutor says that it found nothing. */
    min: 0.55,
    /** What missing all the words found in questions on any subject counts, against 1 for any other missing word. */
    missingGeneral: 0.5,
  },
} as const;
