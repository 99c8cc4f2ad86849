import {
  checkClass,
  checkClasses,
  checkDimension,
  checkFeatures,
  checkNumber,
  checkWeight,
  checkWhole,
} from '../arguments.js';
import type { Classifier } from '../estimators.js';
import { Random } from '../random.js';
import { StateReader } from '../state-reader.js';
import { StateWriter } from '../state-writer.js';
import { ForestMember } from './forest-member.js';
import { checkGrowth, GrowingTree, type GrowthOptions } from './growing-tree.js';

const KIND = 'adaptive-random-forest';
const VERSION = 1;

const GROWTH: GrowthOptions = {
  gracePeriod: 50,
  delta: 0.01,
  tau: 0.05,
  splitPoints: 10,
  maxDepth: 32,
  maxLeaves: 256,
};

export interface AdaptiveRandomForestOptions extends Partial<GrowthOptions> {
  /** Default 2. */
  readonly classes?: number;
  /** Default 10. */
  readonly trees?: number;
  /** Features a leaf may split on, drawn anew for each; default √dimension, rounded. */
  readonly featuresPerLeaf?: number;
  /** Each tree learns an event Poisson(λ) times; default 6. */
  readonly lambda?: number;
  /** δ of the ADWIN that starts a background tree; default 0.01. */
  readonly warningDelta?: number;
  /** δ of the ADWIN that replaces the tree; default 0.001. */
  readonly driftDelta?: number;
  /** Default 1. */
  readonly seed?: number;
}

/**
 * Hoeffding trees made unlike by online bagging (each event counts Poisson(λ) times) and by random features a leaf; each
 * watches its own error by two ADWINs: the laxer one starts a tree in the background, the stricter one puts that in its
 * place. Votes weigh as much as the tree was right, (correct + 1) / (seen + 2), since it took its place
 * (H. M. Gomes, A. Bifet, J. Read and others, 2017, "Adaptive random forests for evolving data stream classification").
 *
 * Defaults of growth: gracePeriod 50, delta 0.01, tau 0.05, splitPoints 10, maxDepth 32, maxLeaves 256 a tree. While trees
 * grow in the background the forest may hold twice as many.
 */
export class AdaptiveRandomForest implements Classifier {
  readonly classes: number;
  private readonly lambda: number;
  private readonly featuresPerLeaf: number;
  private readonly deltas: { readonly warningDelta: number; readonly driftDelta: number };
  private readonly growth: GrowthOptions;
  private readonly random: Random;
  private members: readonly ForestMember[];
  private readonly votes: Float64Array;
  private readonly shuffled: Int32Array;

  /** @throws RangeError naming the option */
  constructor(
    readonly dimension: number,
    {
      classes = 2,
      trees = 10,
      featuresPerLeaf = Math.max(1, Math.round(Math.sqrt(dimension))),
      lambda = 6,
      warningDelta = 0.01,
      driftDelta = 0.001,
      seed = 1,
      ...growth
    }: AdaptiveRandomForestOptions = {},
  ) {
    checkDimension(dimension);
    checkClasses(classes);
    checkWhole('trees', trees, 1, 1_000);
    checkWhole('featuresPerLeaf', featuresPerLeaf, 1, dimension);
    checkNumber('lambda', lambda, Number.MIN_VALUE, 100);
    this.classes = classes;
    this.lambda = lambda;
    this.featuresPerLeaf = featuresPerLeaf;
    this.deltas = { warningDelta, driftDelta };
    this.growth = { ...GROWTH, ...growth };
    checkGrowth(this.growth);
    this.random = new Random(seed);
    this.votes = new Float64Array(classes);
    this.shuffled = Int32Array.from({ length: dimension }, (_, feature) => feature);
    this.members = Array.from({ length: trees }, () => this.member());
  }

  get ready(): boolean {
    return this.members.some((member) => member.ready);
  }

  /** Trees replaced since the start. */
  get drifts(): number {
    return this.members.reduce((sum, member) => sum + member.drifts, 0);
  }

  learn(x: Float64Array, y: number, weight = 1): void {
    checkFeatures(x, this.dimension);
    checkClass(y, this.classes);
    checkWeight(weight);
    if (weight === 0) return;
    for (const member of this.members) member.learn(x, y, weight * this.random.poisson(this.lambda));
  }

  probabilities(x: Float64Array, into: Float64Array = new Float64Array(this.classes)): Float64Array {
    checkFeatures(x, this.dimension);
    into.fill(0);
    let total = 0;
    for (const member of this.members) {
      const say = member.accuracy;
      member.vote(x, this.votes);
      for (let c = 0; c < this.classes; c++) {
        into[c] = (into[c] as number) + say * (this.votes[c] as number);
      }
      total += say;
    }
    for (let c = 0; c < this.classes; c++) into[c] = Math.min(1, (into[c] as number) / total);
    return into;
  }

  save(): Uint8Array {
    const writer = new StateWriter(KIND, VERSION);
    writer.uint32(this.dimension);
    writer.uint32(this.classes);
    writer.uint32(this.members.length);
    writer.nested(this.random.save());
    for (const member of this.members) member.write(writer);
    return writer.finish();
  }

  load(bytes: Uint8Array): void {
    const reader = new StateReader(bytes, KIND, VERSION);
    reader.expect('dimension', this.dimension);
    reader.expect('classes', this.classes);
    reader.expect('trees', this.members.length);
    const random = reader.nested();
    // Making members draws features: the generator is put back if the state turns out to be none.
    const before = this.random.save();
    try {
      const members = this.members.map(() => {
        const member = this.member();
        member.read(reader);
        return member;
      });
      reader.end();
      this.random.load(random);
      this.members = members;
    } catch (error) {
      this.random.load(before);
      throw error;
    }
  }

  private member(): ForestMember {
    return new ForestMember(this.classes, () => this.grow(), this.deltas);
  }

  private grow(): GrowingTree {
    return new GrowingTree(this.dimension, this.classes, this.growth, () => this.drawFeatures());
  }

  /** The start of a Fisher–Yates shuffle of all features, from the same order every time: the shuffle is no state. */
  private drawFeatures(): Int32Array {
    const { shuffled, dimension, featuresPerLeaf, random } = this;
    for (let i = 0; i < dimension; i++) shuffled[i] = i;
    for (let i = 0; i < featuresPerLeaf; i++) {
      const j = i + random.below(dimension - i);
      const chosen = shuffled[j] as number;
      shuffled[j] = shuffled[i] as number;
      shuffled[i] = chosen;
    }
    return shuffled.slice(0, featuresPerLeaf);
  }
}
