import { confidenceOf } from './confidence.js';
import { type IndexedPassage, indexPassages, type Passage, type PassageIndex } from './passage-index.js';
import { readQuestion } from './question.js';
import { rankPassages } from './rank-passages.js';
import { type RankedSentence, rankSentences } from './rank-sentences.js';
import { TUNING } from './tuning.js';
import { type WeighedQuestion, weighQuestion } from './weigh-question.js';

/** A sentence quoted word for word: `texto` is the passage's `texto.slice(inicio, fim)`, in UTF-16 code units. */
export interface Citation {
  readonly passageId: string;
  readonly texto: string;
  readonly inicio: number;
  readonly fim: number;
  /** About 1 for a sentence that covers the question; comparable within one answer only. */
  readonly score: number;
}

/**
 * Why there is no answer: the texts hold nothing near the question, the question names no subject ("E isso?"), or there
 * is no text to answer from.
 */
export type SemResposta = 'fora-do-assunto' | 'pergunta-vaga' | 'sem-conteudo';

export type TutorAnswer =
  | {
      readonly found: true;
      readonly passageId: string;
      /** From 0 to 1; see `confidenceOf`. */
      readonly confianca: number;
      /** Best first, at least one. */
      readonly citations: readonly Citation[];
    }
  | { readonly found: false; readonly confianca: number; readonly motivo: SemResposta };

export interface RankedPassage {
  readonly passageId: string;
  /** Comparable within one question only. */
  readonly score: number;
}

export interface TutorOptions {
  /** Least confidence, from 0 to 1, at which an answer is given. Default 0.55. */
  readonly minConfidence?: number;
  /** Most sentences cited in an answer. Default 3. */
  readonly maxCitations?: number;
}

export interface TutorIndex {
  /** The `k` passages nearest to the question, best first; fewer when fewer share a word with it. */
  rank(question: string, k: number): RankedPassage[];
  /** Answers from the passage that ranks first. */
  answer(question: string): TutorAnswer;
  /**
   * Answers from one passage.
   *
   * @throws RangeError  no passage of the index has this id
   */
  answerWithin(passageId: string, question: string): TutorAnswer;
}

/**
 * Reads passages once to answer any number of questions about them: extractive, deterministic, in memory.
 *
 * Answers are sentences of the passages, never text of its own. Reading takes time linear in the passages; a question
 * takes well under a millisecond over some hundreds of paragraphs.
 *
 * @throws RangeError  two passages have the same id
 */
export const createTutorIndex = (passages: readonly Passage[], options: TutorOptions = {}): TutorIndex =>
  new ExtractiveTutor(indexPassages(passages), {
    minConfidence: options.minConfidence ?? TUNING.confidence.min,
    maxCitations: Math.max(1, options.maxCitations ?? TUNING.citations.max),
  });

class ExtractiveTutor implements TutorIndex {
  private readonly byId = new Map<string, IndexedPassage>();
  private readonly hasContent: boolean;

  constructor(
    private readonly index: PassageIndex,
    private readonly options: Required<TutorOptions>,
  ) {
    for (const passage of index.passages) {
      if (this.byId.has(passage.id)) throw new RangeError(`two passages have the id ${passage.id}`);
      this.byId.set(passage.id, passage);
    }
    this.hasContent = index.passages.some(({ sentences }) => sentences.length > 0);
  }

  rank(question: string, k: number): RankedPassage[] {
    return rankPassages(this.index, this.read(question))
      .slice(0, Math.max(0, k))
      .map(({ passage, score }) => ({ passageId: passage.id, score }));
  }

  answer(question: string): TutorAnswer {
    if (!this.hasContent) return notFound('sem-conteudo');
    const read = this.read(question);
    if (read.terms.length === 0) return notFound('pergunta-vaga');
    const [best] = rankPassages(this.index, read);
    return best === undefined ? notFound('fora-do-assunto') : this.decide(read, best.passage, best.sentences);
  }

  answerWithin(passageId: string, question: string): TutorAnswer {
    const passage = this.byId.get(passageId);
    if (passage === undefined) throw new RangeError(`no passage has the id ${passageId}`);
    if (passage.sentences.length === 0) return notFound('sem-conteudo');
    const read = this.read(question);
    if (read.terms.length === 0) return notFound('pergunta-vaga');
    return this.decide(read, passage, rankSentences(passage, read));
  }

  private read(question: string): WeighedQuestion {
    return weighQuestion(readQuestion(question), this.index);
  }

  private decide(
    question: WeighedQuestion,
    passage: IndexedPassage,
    ranked: readonly RankedSentence[],
  ): TutorAnswer {
    const [best] = ranked;
    const confianca = confidenceOf(question, passage, best);
    if (best === undefined || best.score === 0 || confianca < this.options.minConfidence) {
      return notFound('fora-do-assunto', confianca);
    }
    const citations = ranked
      .filter(({ score }) => score >= TUNING.citations.minShareOfBest * best.score)
      .slice(0, this.options.maxCitations)
      .map((sentence) => citationOf(passage, sentence));
    return { found: true, passageId: passage.id, confianca, citations };
  }
}

const notFound = (motivo: SemResposta, confianca = 0): TutorAnswer => ({ found: false, confianca, motivo });

const citationOf = (
  { id, texto }: IndexedPassage,
  { sentence: { start, end }, score }: RankedSentence,
): Citation => ({
  passageId: id,
  texto: texto.slice(start, end),
  inicio: start,
  fim: end,
  score,
});
