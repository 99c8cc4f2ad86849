import { Adwin } from '../drift/adwin.js';
import { mostProbable } from '../estimators.js';
import type { StateReader } from '../state-reader.js';
import type { StateWriter } from '../state-writer.js';
import type { GrowingTree } from './growing-tree.js';

interface Deltas {
  readonly warningDelta: number;
  readonly driftDelta: number;
}

/** One place in an adaptive random forest: the tree that votes, and the one that may take over from it. */
export class ForestMember {
  private tree: GrowingTree;
  private background: GrowingTree | undefined;
  private warning: Adwin;
  private drift: Adwin;
  private seen = 0;
  private correct = 0;
  private replaced = 0;
  private readonly votes: Float64Array;

  constructor(
    classes: number,
    private readonly grow: () => GrowingTree,
    private readonly deltas: Deltas,
  ) {
    this.votes = new Float64Array(classes);
    this.tree = grow();
    this.warning = new Adwin({ delta: deltas.warningDelta });
    this.drift = new Adwin({ delta: deltas.driftDelta });
  }

  get ready(): boolean {
    return this.tree.ready;
  }

  get drifts(): number {
    return this.replaced;
  }

  /** How often the tree foresaw the class, (correct + 1) / (seen + 2): one half for a new tree, and never 0. */
  get accuracy(): number {
    return (this.correct + 1) / (this.seen + 2);
  }

  vote(x: Float64Array, into: Float64Array): void {
    this.tree.vote(x, into);
  }

  /** @param weight 0 when bagging leaves the event out: the tree is tested by it even so */
  learn(x: Float64Array, y: number, weight: number): void {
    this.tree.vote(x, this.votes);
    const error = mostProbable(this.votes) === y ? 0 : 1;
    this.seen++;
    this.correct += 1 - error;
    if (weight > 0) {
      this.tree.learn(x, y, weight);
      this.background?.learn(x, y, weight);
    }
    // A mean that falls is a tree that gets better: no reason to replace it.
    const warned = rises(this.warning, error);
    if (rises(this.drift, error)) this.replace();
    else if (warned) this.background = this.grow();
  }

  write(writer: StateWriter): void {
    for (const value of [this.seen, this.correct, this.replaced]) writer.float64(value);
    writer.nested(this.warning.save());
    writer.nested(this.drift.save());
    this.tree.write(writer);
    writer.boolean(this.background !== undefined);
    this.background?.write(writer);
  }

  /** For a new member only: what was read stays when a later part throws. */
  read(reader: StateReader): void {
    this.seen = reader.float64();
    this.correct = reader.float64();
    this.replaced = reader.float64();
    this.warning.load(reader.nested());
    this.drift.load(reader.nested());
    this.tree.read(reader);
    if (reader.boolean()) {
      this.background = this.grow();
      this.background.read(reader);
    }
  }

  private replace(): void {
    this.tree = this.background ?? this.grow();
    this.background = undefined;
    this.warning = new Adwin({ delta: this.deltas.warningDelta });
    this.drift = new Adwin({ delta: this.deltas.driftDelta });
    this.seen = 0;
    this.correct = 0;
    this.replaced++;
  }
}

function rises(detector: Adwin, value: number): boolean {
  const before = detector.mean;
  return detector.update(value) && detector.mean > before;
}
