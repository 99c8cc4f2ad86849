import { isContentWord } from './function-words.js';
import { type Sentence, segmentSentences } from './segment-sentences.js';
import { stem } from './stem.js';
import { fold, tokenize } from './tokenize.js';
import { Vocabulary } from './vocabulary.js';

/** A text to answer from: a lesson, or a part of one. */
export interface Passage {
  readonly id: string;
  /** Read along with the text when judging what it is about; never cited. */
  readonly titulo?: string;
  /** Markdown, cited verbatim. */
  readonly texto: string;
}

export interface IndexedSentence extends Sentence {
  readonly folded: string;
  readonly words: ReadonlySet<number>;
  readonly functionWords: ReadonlySet<string>;
  /** Content words of the titles above it. */
  readonly headingWords: ReadonlySet<number>;
  /** Stands under the same titles as the sentence before it. */
  readonly continues: boolean;
}

export interface IndexedPassage {
  readonly id: string;
  readonly texto: string;
  readonly sentences: readonly IndexedSentence[];
  /** Content words, counted over titles and sentences. */
  readonly frequencies: ReadonlyMap<number, number>;
  readonly length: number;
  /** Pairs of stems that follow one another in a sentence, as `pairKey` writes them. */
  readonly pairs: ReadonlySet<string>;
}

/** Passages read once, for any number of questions. */
export interface PassageIndex {
  readonly vocabulary: Vocabulary;
  readonly passages: readonly IndexedPassage[];
  /** For each word the passages that hold it, as positions in `passages`. */
  readonly holders: ReadonlyMap<number, readonly number[]>;
  readonly averageLength: number;
}

export const pairKey = (first: string, second: string): string => `${first} ${second}`;

/** Segments, folds and counts the passages; linear in their length. */
export const indexPassages = (passages: readonly Passage[]): PassageIndex => {
  const vocabulary = new Vocabulary();
  const indexed = passages.map((passage) => indexPassage(passage, vocabulary));
  const holders = new Map<number, number[]>();
  indexed.forEach(({ frequencies }, at) => {
    for (const word of frequencies.keys()) {
      const list = holders.get(word);
      if (list) list.push(at);
      else holders.set(word, [at]);
    }
  });
  const total = indexed.reduce((sum, { length }) => sum + length, 0);
  return {
    vocabulary,
    passages: indexed,
    holders,
    averageLength: Math.max(1, total / Math.max(1, indexed.length)),
  };
};

const contentWordsOf = (text: string): string[] =>
  tokenize(text)
    .map(({ folded }) => folded)
    .filter(isContentWord);

const indexPassage = ({ id, titulo = '', texto }: Passage, vocabulary: Vocabulary): IndexedPassage => {
  const frequencies = new Map<number, number>();
  const pairs = new Set<string>();
  let length = 0;
  const count = (words: readonly string[]): ReadonlySet<number> => {
    const ids = words.map((word) => vocabulary.add(word));
    for (const word of ids) frequencies.set(word, (frequencies.get(word) ?? 0) + 1);
    length += ids.length;
    const stems = words.map(stem);
    for (let at = 1; at < stems.length; at += 1) pairs.add(pairKey(stems[at - 1] ?? '', stems[at] ?? ''));
    return new Set(ids);
  };
  const headings = new Map<string, ReadonlySet<number>>();
  const countHeading = (heading: string): ReadonlySet<number> => {
    const known = headings.get(heading);
    if (known) return known;
    const words = count(contentWordsOf(heading));
    headings.set(heading, words);
    return words;
  };
  let section: string | undefined;
  const sentences = segmentSentences(texto).map((sentence): IndexedSentence => {
    const above = [titulo, ...sentence.headings];
    const key = above.join('\n');
    const continues = key === section;
    section = key;
    const folded = fold(sentence.written);
    const words = tokenize(folded).map((token) => token.folded);
    return {
      ...sentence,
      folded,
      words: count(words.filter(isContentWord)),
      functionWords: new Set(words.filter((word) => !isContentWord(word))),
      headingWords: new Set(above.flatMap((heading) => [...countHeading(heading)])),
      continues,
    };
  });
  return { id, texto, sentences, frequencies, length, pairs };
};
