import { checkNumber, checkWhole } from '../arguments.js';
import type { StateReader } from '../state-reader.js';
import type { StateWriter } from '../state-writer.js';
import { bestSplit } from './best-split.js';
import { HoeffdingLeaf } from './hoeffding-leaf.js';

export interface GrowthOptions {
  /** Weight a leaf takes between two tries to split it. */
  readonly gracePeriod: number;
  /** δ: chance that a split is not the one that all of the stream would choose. */
  readonly delta: number;
  /** τ: when the bound is below it, the best split is taken even if another is as good. */
  readonly tau: number;
  /** Thresholds tried for each feature. */
  readonly splitPoints: number;
  /** Branches on the longest path. */
  readonly maxDepth: number;
  /** Bounds the memory; a full tree goes on learning in its leaves. */
  readonly maxLeaves: number;
}

/** @throws RangeError naming the option */
export function checkGrowth({
  gracePeriod,
  delta,
  tau,
  splitPoints,
  maxDepth,
  maxLeaves,
}: GrowthOptions): void {
  checkNumber('gracePeriod', gracePeriod, 1, 1e12);
  checkNumber('delta', delta, Number.MIN_VALUE, 1);
  checkNumber('tau', tau, 0, 1e3);
  checkWhole('splitPoints', splitPoints, 1, 1_000);
  checkWhole('maxDepth', maxDepth, 0, MAX_DEPTH);
  checkWhole('maxLeaves', maxLeaves, 1, 1e6);
}

/** State is read by recursion. */
const MAX_DEPTH = 1_000;

interface Branch {
  readonly isLeaf: false;
  readonly feature: number;
  readonly threshold: number;
  left: Branch | HoeffdingLeaf;
  right: Branch | HoeffdingLeaf;
}

/**
 * How far the mean of n values of a range R is from the true mean, with probability 1 − δ: √(R² ln(1/δ) / 2n)
 * (W. Hoeffding, 1963, "Probability inequalities for sums of bounded random variables").
 */
export const hoeffdingBound = (range: number, delta: number, n: number): number =>
  Math.sqrt((range * range * Math.log(1 / delta)) / (2 * n));

/** The tree that Hoeffding trees and forests of them grow; it trusts its arguments. */
export class GrowingTree {
  private root: Branch | HoeffdingLeaf;
  private leafCount = 1;
  private readonly scratch: Float64Array;

  /** @param chooseFeatures gives a new leaf the indices of the features it keeps */
  constructor(
    private readonly dimension: number,
    private readonly classes: number,
    private readonly options: GrowthOptions,
    private readonly chooseFeatures: () => Int32Array,
  ) {
    this.scratch = new Float64Array(classes);
    this.root = HoeffdingLeaf.fresh(0, new Float64Array(classes), chooseFeatures());
  }

  get leaves(): number {
    return this.leafCount;
  }

  /** Whether anything was learned. */
  get ready(): boolean {
    return !this.root.isLeaf || this.root.weight > 0;
  }

  learn(x: Float64Array, y: number, weight: number): void {
    let parent: Branch | undefined;
    let node = this.root;
    while (!node.isLeaf) {
      parent = node;
      node = next(node, x);
    }
    node.learn(x, y, weight, this.scratch);
    const leafWeight = node.weight;
    if (leafWeight - node.weightAtAttempt < this.options.gracePeriod) return;
    node.weightAtAttempt = leafWeight;
    const branch = this.trySplit(node);
    if (branch === undefined) return;
    if (parent === undefined) this.root = branch;
    else if (parent.left === node) parent.left = branch;
    else parent.right = branch;
  }

  vote(x: Float64Array, into: Float64Array): void {
    let node = this.root;
    while (!node.isLeaf) node = next(node, x);
    node.vote(x, into);
  }

  write(writer: StateWriter): void {
    writer.uint32(this.leafCount);
    writeNode(writer, this.root);
  }

  /** Takes over the state only when all of it could be read. */
  read(reader: StateReader): void {
    const leafCount = reader.uint32();
    this.root = readNode(reader, this.dimension, this.classes, 0);
    this.leafCount = leafCount;
  }

  private trySplit(leaf: HoeffdingLeaf): Branch | undefined {
    const { maxDepth, maxLeaves, splitPoints, delta, tau } = this.options;
    if (leaf.depth >= maxDepth || this.leafCount >= maxLeaves) return undefined;
    const classesSeen = leaf.classesSeen;
    if (classesSeen < 2) return undefined;
    const split = bestSplit(leaf, splitPoints);
    if (split === undefined) return undefined;
    const bound = hoeffdingBound(Math.log2(classesSeen), delta, leaf.weight);
    if (!(split.merit - split.secondMerit > bound || bound < tau)) return undefined;
    this.leafCount++;
    return {
      isLeaf: false,
      feature: split.feature,
      threshold: split.threshold,
      left: HoeffdingLeaf.fresh(leaf.depth + 1, split.left, this.chooseFeatures()),
      right: HoeffdingLeaf.fresh(leaf.depth + 1, split.right, this.chooseFeatures()),
    };
  }
}

const next = (branch: Branch, x: Float64Array): Branch | HoeffdingLeaf =>
  (x[branch.feature] as number) <= branch.threshold ? branch.left : branch.right;

function writeNode(writer: StateWriter, node: Branch | HoeffdingLeaf): void {
  writer.boolean(node.isLeaf);
  if (node.isLeaf) {
    node.write(writer);
    return;
  }
  writer.uint32(node.feature);
  writer.float64(node.threshold);
  writeNode(writer, node.left);
  writeNode(writer, node.right);
}

function readNode(
  reader: StateReader,
  dimension: number,
  classes: number,
  depth: number,
): Branch | HoeffdingLeaf {
  if (depth > MAX_DEPTH) throw reader.mismatch(`a tree deeper than ${MAX_DEPTH}`);
  if (reader.boolean()) return HoeffdingLeaf.read(reader, dimension, classes);
  return {
    isLeaf: false,
    feature: reader.atMost('feature of a branch', dimension - 1),
    threshold: reader.float64(),
    left: readNode(reader, dimension, classes, depth + 1),
    right: readNode(reader, dimension, classes, depth + 1),
  };
}
