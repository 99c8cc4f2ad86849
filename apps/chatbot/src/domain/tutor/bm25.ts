/**
 * The parts of BM25, as in S. Robertson and H. Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond",
 * Foundations and Trends in Information Retrieval 3(4), 2009.
 */
export interface Bm25 {
  /** How slowly repetitions of a term stop counting; 0 counts presence only. */
  readonly k1: number;
  /** How much a long text is discounted, from 0 (not) to 1 (fully). */
  readonly b: number;
}

/** Inverse document frequency in nats, in the form with one added so that it is never negative. */
export const inverseDocumentFrequency = (documents: number, containing: number): number =>
  Math.log(1 + (documents - containing + 0.5) / (containing + 0.5));

/**
 * What a term adds for its frequency, from 0 towards `k1 + 1`.
 *
 * @param relativeLength length of the text over the average length, 1 for an average text
 */
export const saturate = (frequency: number, relativeLength: number, { k1, b }: Bm25): number =>
  frequency === 0 ? 0 : (frequency * (k1 + 1)) / (frequency + k1 * (1 - b + b * relativeLength));
