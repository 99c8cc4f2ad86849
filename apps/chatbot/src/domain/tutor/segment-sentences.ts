import { markdownBlocks } from './markdown-blocks.js';
import { maskMarkup } from './mask-markup.js';
import { fold } from './tokenize.js';

/** A sentence of a lesson: `text.slice(start, end)` is what a citation of it quotes. */
export interface Sentence {
  readonly start: number;
  readonly end: number;
  /** The titles it stands under, outermost first. */
  readonly headings: readonly string[];
  /** The sentence as a reader sees it: link addresses and tags blanked. For matching, never for quoting. */
  readonly written: string;
}

// Abbreviations that announce what follows, so that their full stop never ends a sentence.
const ANNOUNCING = new Set(
  `adm al arq art arts av cap caps cel cf cia dep dir dra dr dras drs ed eng enga ex exa exma exmo fig figs fl fls gen
  ilma ilmo inc incs n no nos num obs op org p pag pags par prof profa profas profs pg r ref rev sec sr sra sras srs
  sta sto tab tel trad univ v vol vols vs`.split(/\s+/),
);
const TERMINATOR = /(?:[.!?]+|…)[)\]"'”’»*_`~]*/g;
const OPENERS = /^[("'“‘«*_`~[¿¡—–-]+/;
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;
const LAST_WORD = /[\p{L}\p{N}.]*$/u;

/** Sentences of a Markdown lesson, in order; headings, code and other non-prose are left out. */
export const segmentSentences = (text: string): Sentence[] => {
  const masked = maskMarkup(text);
  return markdownBlocks(text).flatMap(({ kind, start, end, headings }) => {
    const length = end - start;
    const cuts = kind === 'row' ? [length] : sentenceEnds(masked.slice(start, end));
    return cuts.flatMap((cut, at) => {
      const range = trimmed(text, start + (cuts[at - 1] ?? 0), start + cut);
      const written = masked.slice(range.start, range.end);
      return LETTER_OR_DIGIT.test(written) ? [{ ...range, headings, written }] : [];
    });
  });
};

/** The range without white space at its ends. */
const trimmed = (text: string, start: number, end: number): { start: number; end: number } => {
  const stretch = text.slice(start, end);
  const lead = stretch.length - stretch.trimStart().length;
  return { start: start + lead, end: start + Math.max(lead, stretch.trimEnd().length) };
};

/** Offsets in the block just past each sentence; the last one is the end of the block. */
const sentenceEnds = (block: string): number[] => {
  // Some texts are written without capitals; only there may a small letter start a sentence.
  const caseless = block === block.toLowerCase();
  const ends: number[] = [];
  for (const match of block.matchAll(TERMINATOR)) {
    const end = match.index + match[0].length;
    const rest = block.slice(end, end + 40);
    if (!/^\s/.test(rest)) continue;
    if (endsSentence(block.slice(Math.max(0, match.index - 40), match.index), match[0], rest, caseless))
      ends.push(end);
  }
  return ends.at(-1) === block.length ? ends : [...ends, block.length];
};

const endsSentence = (before: string, mark: string, rest: string, caseless: boolean): boolean => {
  const startsSmall = /^\p{Ll}/u.test(rest.trimStart().replace(OPENERS, ''));
  if (startsSmall && !caseless) return false;
  if (!/^\.[^.]*$/.test(mark)) return true;
  const word = LAST_WORD.exec(before)?.[0] ?? '';
  // A dotted abbreviation (a.C., S.A.) may stand last: only a capital after it starts a new sentence.
  if (word.includes('.') && !/\d/.test(word)) return !startsSmall;
  if (ANNOUNCING.has(fold(word)) || /^\p{Lu}$/u.test(word)) return false;
  return !(startsSmall && fold(word) === 'etc');
};
