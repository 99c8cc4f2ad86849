import { stem } from './stem.js';
import { TUNING } from './tuning.js';

/** Words of the texts that may stand for a word of the question, with how much each counts (0 to 1). */
export type Matches = ReadonlyMap<number, number>;

/** The distinct folded words of an index, and which of them answer to a word of a question. */
export class Vocabulary {
  private readonly ids = new Map<string, number>();
  private readonly words: string[] = [];
  private readonly byStem = new Map<string, number[]>();
  private readonly byPrefix = new Map<string, number[]>();
  private readonly byTrigram = new Map<string, number[]>();

  /** The number of a word, given out on first sight. */
  add(word: string): number {
    const known = this.ids.get(word);
    if (known !== undefined) return known;
    const id = this.words.length;
    this.words.push(word);
    this.ids.set(word, id);
    append(this.byStem, stem(word), id);
    append(this.byPrefix, prefixOf(word), id);
    for (const trigram of trigramsOf(word)) append(this.byTrigram, trigram, id);
    return id;
  }

  /**
   * Finds the words that match: the same word, words of the same stem, words that share a long prefix (`invenção`,
   * `inventar`) and, for a word the texts do not know in any form, words it may be a misspelling of. A number matches
   * itself alone.
   */
  match(word: string): Matches {
    const matches = new Map<number, number>();
    const isNumber = /\d/.test(word);
    for (const id of isNumber ? [] : (this.byPrefix.get(prefixOf(word)) ?? [])) {
      if (sharesPrefix(word, this.words[id] ?? '')) matches.set(id, TUNING.match.sharedPrefix);
    }
    const relatives = this.byStem.get(stem(word)) ?? [];
    for (const id of relatives) matches.set(id, TUNING.match.sameStem);
    const same = this.ids.get(word);
    if (same !== undefined) matches.set(same, TUNING.match.sameWord);
    if (relatives.length === 0 && !isNumber) this.addSlips(word, matches);
    return matches;
  }

  private addSlips(word: string, matches: Map<number, number>): void {
    if (word.length < TUNING.slip.minLetters) return;
    const trigrams = trigramsOf(word);
    const shared = new Map<number, number>();
    for (const trigram of trigrams) {
      for (const id of this.byTrigram.get(trigram) ?? []) shared.set(id, (shared.get(id) ?? 0) + 1);
    }
    for (const [id, count] of shared) {
      const similarity = (2 * count) / (trigrams.size + trigramsOf(this.words[id] ?? '').size);
      if (similarity >= TUNING.slip.minSimilarity && !matches.has(id)) {
        matches.set(id, TUNING.match.sharedPrefix);
      }
    }
  }
}

const append = (lists: Map<string, number[]>, key: string, id: number): void => {
  const list = lists.get(key);
  if (list) list.push(id);
  else lists.set(key, [id]);
};

const prefixOf = (word: string): string => word.slice(0, TUNING.prefix.minLetters);

const sharesPrefix = (a: string, b: string): boolean => {
  let shared = 0;
  while (shared < a.length && a[shared] === b[shared]) shared += 1;
  const { minLetters, minShare } = TUNING.prefix;
  return shared >= minLetters && shared >= minShare * Math.max(a.length, b.length);
};

/** Runs of three letters, with the ends of the word marked. */
const trigramsOf = (word: string): Set<string> => {
  const marked = `_${word}_`;
  const trigrams = new Set<string>();
  for (let at = 0; at + 3 <= marked.length; at += 1) trigrams.add(marked.slice(at, at + 3));
  return trigrams;
};
