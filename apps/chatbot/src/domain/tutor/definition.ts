import { stem } from './stem.js';
import { type Token, tokenize } from './tokenize.js';

// "X é", "X (sigla) consiste em", "X, às vezes chamado Y, designa", and the colon of a glossary.
const DEFINING_VERB =
  /^\W*?(?:\([^)]*\)\W*)?(?:,[^,]{1,60},\s*)?(?::|\b(?:e|sao|foi|consiste\w*|significa\w*|define\w*|compreende\w*|designa\w*|constitui\w*|representa\w*|refere|trata|corresponde\w*|podem? ser)\b)/;
const NAMING =
  /\b(?:chamad[oa]s?|chama|denomina|denominad[oa]s?|conhecid[oa]s? como|defin\w*|entende[- ]se por|nome de)\W+(?:(?:o|a|os|as|de|por|um|uma|se)\W+)*$/;
// How far from the term its definition may show, in code units; also what keeps a very long sentence cheap.
const SIGHT = 120;
const OPENING_WORDS = 3;
const DEFINED_IN_PASSING = 0.6;

/**
 * How well a sentence defines a term: 1 when it opens with it ("Fotossíntese é…"), names it ("… chamado de
 * fotossíntese") or spells out an acronym ("Universidade Federal (UF)"), less when it defines it in passing, 0 when not.
 *
 * @param folded the sentence, folded
 * @param stems stems of the content words of the term, all of which must stand together
 */
export const definesTerm = (folded: string, stems: ReadonlySet<string>): number => {
  if (stems.size === 0) return 0;
  const words = tokenize(folded);
  let best = 0;
  words.forEach((last, at) => {
    if (!stems.has(stem(last.folded))) return;
    const first = startOfTerm(words, at, stems);
    if (first !== undefined) best = Math.max(best, strengthAt(folded, words, first, at, stems.size === 1));
  });
  return best;
};

/** Index of the word where a mention of the whole term that ends at `last` begins. */
const startOfTerm = (
  words: readonly Token[],
  last: number,
  stems: ReadonlySet<string>,
): number | undefined => {
  const missing = new Set(stems);
  for (let at = last; at >= 0 && at > last - 2 * stems.size; at -= 1) {
    missing.delete(stem(words[at]?.folded ?? ''));
    if (missing.size === 0) return at;
  }
  return undefined;
};

const strengthAt = (
  folded: string,
  words: readonly Token[],
  first: number,
  last: number,
  oneWord: boolean,
): number => {
  const start = words[first]?.start ?? 0;
  const end = words[last]?.end ?? folded.length;
  const before = folded.slice(Math.max(0, start - SIGHT), start);
  const after = folded.slice(end, end + SIGHT);
  if (oneWord && /\(\s*$/.test(before) && /^\s*\)/.test(after)) return 1;
  if (NAMING.test(before)) return 1;
  if (!DEFINING_VERB.test(after)) return 0;
  return first < OPENING_WORDS ? 1 : DEFINED_IN_PASSING;
};
