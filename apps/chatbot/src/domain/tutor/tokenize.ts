/** A word or number of a text, folded for matching, with where it stands in the text as given. */
export interface Token {
  /** Lower case, without accents: `Ação` and `acao` fold to the same form. */
  readonly folded: string;
  /** Offset of the first UTF-16 code unit. */
  readonly start: number;
  /** Offset just past the last UTF-16 code unit. */
  readonly end: number;
}

// Decimal and thousands separators stay inside a number (3,14; 1.000), and combining marks inside a word, so that text
// already decomposed (NFD) is read like composed text. Ordinal signs (1.º) are letters to Unicode but not to a reader.
const WORD = /\p{N}+(?:[.,]\p{N}+)*|(?:(?![ºª])\p{L}\p{M}*)+/gu;
const MARKS = /\p{M}+/gu;

/** Lower case without accents or cedillas. */
export const fold = (text: string): string => text.normalize('NFD').replace(MARKS, '').toLowerCase();

/**
 * Splits text into words and numbers.
 *
 * A hyphen separates: `pós-graduação` matches `pós graduação`, and the pronoun of `torná-lo` falls off its verb.
 */
export const tokenize = (text: string): Token[] => {
  const tokens: Token[] = [];
  for (const match of text.matchAll(WORD)) {
    const word = match[0];
    tokens.push({
      folded: fold(word),
      start: match.index,
      end: match.index + word.length,
    });
  }
  return tokens;
};
