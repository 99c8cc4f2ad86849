import { checkWhole } from '../arguments.js';
import type { StateReader } from '../state-reader.js';
import type { StateWriter } from '../state-writer.js';

export const DEFAULT_WINDOW = 10_000;

/** Events of one score, the highest score first. */
export interface Tied {
  readonly positives: number;
  readonly negatives: number;
}

/**
 * The scores and labels of the last events, in a ring: measures of a ranking need every score, so an exact one over all of
 * an endless stream would need endless memory.
 */
export class ScoreWindow {
  private scores: Float64Array;
  private labels: Int32Array;
  private next = 0;
  private held = 0;

  constructor(readonly size: number) {
    checkWhole('window', size, 1, 1e7);
    this.scores = new Float64Array(size);
    this.labels = new Int32Array(size);
  }

  get count(): number {
    return this.held;
  }

  add(score: number, positive: boolean): void {
    this.scores[this.next] = score;
    this.labels[this.next] = positive ? 1 : 0;
    this.next = (this.next + 1) % this.size;
    if (this.held < this.size) this.held++;
  }

  /** What the window holds, by falling score; sorting takes O(n log n). */
  *ranked(): Generator<Tied> {
    const positives = this.scoresOf(1);
    const negatives = this.scoresOf(0);
    let p = positives.length;
    let n = negatives.length;
    while (p > 0 || n > 0) {
      const score = Math.max(positives[p - 1] ?? -1, negatives[n - 1] ?? -1);
      const [pBefore, nBefore] = [p, n];
      while (p > 0 && positives[p - 1] === score) p--;
      while (n > 0 && negatives[n - 1] === score) n--;
      yield { positives: pBefore - p, negatives: nBefore - n };
    }
  }

  /** The oldest first, so that windows which hold the same give the same bytes. */
  write(writer: StateWriter): void {
    writer.uint32(this.size);
    writer.uint32(this.held);
    const first = (this.next - this.held + this.size) % this.size;
    for (let i = 0; i < this.held; i++) {
      const at = (first + i) % this.size;
      writer.float64(this.scores[at] as number);
      writer.uint8(this.labels[at] as number);
    }
  }

  static read(reader: StateReader, size: number): ScoreWindow {
    reader.expect('window', size);
    const held = reader.atMost('events held', size);
    const window = new ScoreWindow(size);
    for (let i = 0; i < held; i++) window.add(reader.float64(), reader.boolean());
    return window;
  }

  private scoresOf(label: 0 | 1): Float64Array {
    return this.scores.filter((_, at) => at < this.held && this.labels[at] === label).sort();
  }
}
