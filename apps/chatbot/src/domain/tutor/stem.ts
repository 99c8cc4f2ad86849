/**
 * Portuguese stemmer over folded words (lower case, no accents).
 *
 * Two published descriptions are joined, each for what it does best:
 * - plural reduction, step 1 of RSLP: V. M. Orengo and C. Huyck, "A Stemming Algorithm for the Portuguese Language",
 *   SPIRE 2001;
 * - derivational and verbal suffixes, and the regions R1, R2 and RV they must lie in, of the Snowball Portuguese
 *   stemmer: https://snowballstem.org/algorithms/portuguese/stemmer.html.
 *
 * Both expect accents. Here they are gone already, because learners often type without them, so the suffix lists are
 * written unaccented. Stems are keys for matching and are not words.
 */
export const stem = (folded: string): string => {
  const singular = singularOf(folded);
  if (singular.length < 3) return singular;
  const regions = regionsOf(singular);
  const derived = stripDerivation(singular, regions);
  if (derived !== singular) return stripFinalVowel(derived, regions);
  const verbless = stripVerbEnding(singular, regions);
  if (verbless !== singular) return stripFinalVowel(verbless, regions);
  return stripFinalVowel(stripResidue(singular, regions), regions);
};

interface Regions {
  /** Where the region after the first consonant that follows a vowel starts. */
  readonly r1: number;
  /** R1 taken again inside R1. */
  readonly r2: number;
  /** Where a verb ending may start. */
  readonly rv: number;
}

// Ending, its replacement, shortest word it applies to.
const PLURALS: readonly (readonly [ending: string, singular: string, minLength: number])[] = [
  ['coes', 'cao', 6],
  ['oes', 'ao', 5],
  ['aes', 'ao', 5],
  ['ais', 'al', 5],
  ['eis', 'el', 5],
  ['ois', 'ol', 5],
  ['les', 'l', 6],
  ['res', 'r', 6],
  ['zes', 'z', 5],
  ['ns', 'm', 4],
];
// Words that end in s without being plurals.
const SINGULAR_IN_S = new Set([
  'mais',
  'depois',
  'pois',
  'lapis',
  'onibus',
  'virus',
  'atras',
  'apos',
  'tres',
  'mes',
  'gas',
  'pais',
  'dois',
]);

const singularOf = (word: string): string => {
  if (!word.endsWith('s') || word.length < 4 || word.endsWith('ss') || SINGULAR_IN_S.has(word)) return word;
  for (const [ending, singular, minLength] of PLURALS) {
    if (word.length >= minLength && word.endsWith(ending)) return word.slice(0, -ending.length) + singular;
  }
  return word.slice(0, -1);
};

const isVowel = (letter: string | undefined): boolean => letter !== undefined && 'aeiou'.includes(letter);

const afterVowelConsonant = (word: string, from: number): number => {
  for (let at = from + 1; at < word.length; at += 1) {
    if (!isVowel(word[at]) && isVowel(word[at - 1])) return at + 1;
  }
  return word.length;
};

const next = (word: string, from: number, vowel: boolean): number => {
  for (let at = from; at < word.length; at += 1) {
    if (isVowel(word[at]) === vowel) return at + 1;
  }
  return word.length;
};

const verbRegion = (word: string): number => {
  if (!isVowel(word[1])) return next(word, 2, true);
  if (isVowel(word[0])) return next(word, 2, false);
  return Math.min(3, word.length);
};

const regionsOf = (word: string): Regions => {
  const r1 = afterVowelConsonant(word, 0);
  return { r1, r2: afterVowelConsonant(word, r1), rv: verbRegion(word) };
};

/** Longest first, so that the first ending that matches is the longest one. */
const longestFirst = (endings: string): readonly string[] =>
  endings
    .trim()
    .split(/\s+/)
    .sort((a, b) => b.length - a.length || (a < b ? -1 : 1));

const endingOf = (word: string, endings: readonly string[], region: number): string | undefined =>
  endings.find((ending) => word.endsWith(ending) && word.length - ending.length >= region);

const NOUN_ENDINGS = longestFirst(`
  eza ico ica ismo avel ivel ista oso osa amento imento adora ador acao icao ante ancia
`);
const cut = (word: string, ending: string): string => word.slice(0, word.length - ending.length);

const cutIfIn = (word: string, endings: readonly string[], region: number): string => {
  const ending = endingOf(word, endings, region);
  return ending === undefined ? word : cut(word, ending);
};

const BEFORE_MENTE = ['ante', 'avel', 'ivel'];
const BEFORE_AMENTE = ['os', 'ic', 'ad', 'iv'];
const BEFORE_IDADE = ['abil', 'ic', 'iv'];

const stripDerivation = (word: string, { r1, r2, rv }: Regions): string => {
  if (word.endsWith('amente') && word.length - 6 >= r1) {
    const adjective = cut(word, 'amente');
    const shorter = cutIfIn(adjective, BEFORE_AMENTE, r2);
    return adjective.endsWith('iv') ? cutIfIn(shorter, ['at'], r2) : shorter;
  }
  if (word.endsWith('mente') && word.length - 5 >= r2) return cutIfIn(cut(word, 'mente'), BEFORE_MENTE, r2);
  if (word.endsWith('idade') && word.length - 5 >= r2) return cutIfIn(cut(word, 'idade'), BEFORE_IDADE, r2);
  if (/iv[ao]$/.test(word) && word.length - 3 >= r2) return cutIfIn(word.slice(0, -3), ['at'], r2);
  if (word.endsWith('logia') && word.length - 5 >= r2) return cut(word, 'ia');
  if (word.endsWith('ucao') && word.length - 4 >= r2) return cut(word, 'cao');
  if (word.endsWith('encia') && word.length - 5 >= r2) return `${cut(word, 'encia')}ent`;
  const noun = endingOf(word, NOUN_ENDINGS, r2);
  if (noun !== undefined) return cut(word, noun);
  if (word.endsWith('eira') && word.length - 3 >= rv) return cut(word, 'a');
  return word;
};

const VERB_ENDINGS = longestFirst(`
  ada ida ia aria eria iria ara era ira ava asse esse isse aste este iste ei arei erei irei am iam ariam eriam iriam
  aram eram iram avam em arem erem irem assem essem issem ado ido ando endo indo arao erao irao ar er ir a as
  armo ermo irmo amo iamo ariamo eriamo iriamo aramo eramo iramo avamo emo aremo eremo iremo assemo essemo issemo
  imo eu iu ou
`);

const stripVerbEnding = (word: string, { rv }: Regions): string => {
  const ending = endingOf(word, VERB_ENDINGS, rv);
  if (ending === undefined) return word;
  const root = cut(word, ending);
  return root.endsWith('ci') && root.length - 1 >= rv ? root.slice(0, -1) : root;
};

const RESIDUES = ['a', 'i', 'o'];
const stripResidue = (word: string, { rv }: Regions): string => cutIfIn(word, RESIDUES, rv);

const stripFinalVowel = (word: string, { rv }: Regions): string => {
  if (!word.endsWith('e') || word.length - 1 < rv) return word;
  const root = word.slice(0, -1);
  return /(?:gu|ci)$/.test(root) && root.length - 1 >= rv ? root.slice(0, -1) : root;
};
