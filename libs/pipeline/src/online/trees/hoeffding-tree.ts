import { checkClass, checkClasses, checkDimension, checkFeatures, checkWeight } from '../arguments.js';
import type { Classifier } from '../estimators.js';
import { StateReader } from '../state-reader.js';
import { StateWriter } from '../state-writer.js';
import { checkGrowth, GrowingTree, type GrowthOptions } from './growing-tree.js';

const KIND = 'hoeffding-tree';
const VERSION = 1;

const DEFAULTS: GrowthOptions = {
  gracePeriod: 200,
  delta: 1e-7,
  tau: 0.05,
  splitPoints: 10,
  maxDepth: 32,
  maxLeaves: 512,
};

export interface HoeffdingTreeOptions extends Partial<GrowthOptions> {
  /** Default 2. */
  readonly classes?: number;
}

/**
 * A decision tree that splits a leaf once enough of the stream was seen to trust the choice: the information gain of the
 * best feature must exceed that of the second, or of not splitting, by ε = √(R² ln(1/δ) / 2n), or ε be below τ
 * (P. Domingos, G. Hulten, 2000, "Mining high-speed data streams"). Leaves keep normal distributions and predict by the
 * most frequent class or naive Bayes, whichever was right more often there (J. Gama, R. Rocha, P. Medas, 2003, "Accurate
 * decision trees for mining high-speed data streams"; R. Kirkby, 2007, "Improving Hoeffding trees").
 *
 * Options and defaults: gracePeriod 200, delta 10⁻⁷, tau 0.05, splitPoints 10, maxDepth 32, maxLeaves 512. A leaf takes
 * about 32 bytes a class and feature.
 */
export class HoeffdingTree implements Classifier {
  readonly classes: number;
  private readonly options: GrowthOptions;
  private readonly features: Int32Array;
  private tree: GrowingTree;

  /** @throws RangeError naming the option */
  constructor(
    readonly dimension: number,
    { classes = 2, ...options }: HoeffdingTreeOptions = {},
  ) {
    checkDimension(dimension);
    checkClasses(classes);
    this.classes = classes;
    this.options = { ...DEFAULTS, ...options };
    checkGrowth(this.options);
    this.features = Int32Array.from({ length: dimension }, (_, feature) => feature);
    this.tree = this.grow();
  }

  get ready(): boolean {
    return this.tree.ready;
  }

  get leaves(): number {
    return this.tree.leaves;
  }

  learn(x: Float64Array, y: number, weight = 1): void {
    checkFeatures(x, this.dimension);
    checkClass(y, this.classes);
    checkWeight(weight);
    if (weight > 0) this.tree.learn(x, y, weight);
  }

  probabilities(x: Float64Array, into: Float64Array = new Float64Array(this.classes)): Float64Array {
    checkFeatures(x, this.dimension);
    this.tree.vote(x, into);
    return into;
  }

  save(): Uint8Array {
    const writer = new StateWriter(KIND, VERSION);
    writer.uint32(this.dimension);
    writer.uint32(this.classes);
    this.tree.write(writer);
    return writer.finish();
  }

  load(bytes: Uint8Array): void {
    const reader = new StateReader(bytes, KIND, VERSION);
    reader.expect('dimension', this.dimension);
    reader.expect('classes', this.classes);
    const tree = this.grow();
    tree.read(reader);
    reader.end();
    this.tree = tree;
  }

  private grow(): GrowingTree {
    return new GrowingTree(this.dimension, this.classes, this.options, () => this.features);
  }
}
