export type { Passage } from './passage-index.js';
export { type Sentence, segmentSentences } from './segment-sentences.js';
export {
  type Citation,
  createTutorIndex,
  type RankedPassage,
  type SemResposta,
  type TutorAnswer,
  type TutorIndex,
  type TutorOptions,
} from './tutor-index.js';
