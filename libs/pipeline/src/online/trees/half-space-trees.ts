import { checkDimension, checkFeatures, checkWhole } from '../arguments.js';
import type { AnomalyDetector } from '../estimators.js';
import { Random } from '../random.js';
import { StateReader } from '../state-reader.js';
import { StateWriter } from '../state-writer.js';

const KIND = 'half-space-trees';
const VERSION = 1;
/** Of the window: a node that held less is not divided further. Set by the paper. */
const SIZE_LIMIT = 0.1;

export interface HalfSpaceTreesOptions {
  /** Default 25. */
  readonly trees?: number;
  /** Branches on every path; a tree has 2^(height + 1) − 1 nodes. Default 8. */
  readonly height?: number;
  /** ψ: events whose masses are compared with; default 250. */
  readonly window?: number;
  /** Where the values of every feature are expected, or of each; default [0, 1]. */
  readonly limits?: Limits | readonly Limits[];
  /** Default 1. */
  readonly seed?: number;
}

type Limits = readonly [least: number, greatest: number];

/**
 * How unusual an event is by how few of the window before fell into the same region (S. C. Tan, K. M. Ting, T. F. Liu,
 * 2011, "Fast anomaly detection for streaming data"). Each tree halves a random feature's range again and again, on a work
 * range s ± 2 max(s, 1 − s) around a random s, so no tree learns its shape. The node that stops an event, at depth k, held
 * r of the ψ events of the window before; uniform data would give r 2^k = ψ. The score is
 *
 *     ψ / (ψ + mean over trees of r 2^k)
 *
 * so 1 where nothing was, one half where data is as thin as if it were uniform, towards 0 where it is dense. It ranks as
 * the sum of r 2^k does that the paper takes. 0 until the first window is full.
 */
export class HalfSpaceTrees implements AnomalyDetector {
  private readonly trees: number;
  private readonly height: number;
  private readonly window: number;
  private readonly limits: readonly Limits[];
  private readonly branches: number;
  private readonly nodes: number;
  private readonly leaves: number;

  private seed: number;
  private features: Int32Array;
  private thresholds: Float64Array;
  private filled = 0;
  private scores = false;
  /** Events of the window before in each node; nodes of a tree side by side, children of i at 2i + 1. */
  private reference: Int32Array;
  /** r 2^k of the node at which an event stops on its way to each leaf, in the window before. */
  private readonly masses: Float64Array;
  /** Events of this window in each leaf: those in a node are the sum of its leaves. */
  private latest: Int32Array;
  /** A place for each tree, and for those that fill up the last four and count for nothing. */
  private readonly found: Int32Array;

  /** @throws RangeError naming the option */
  constructor(
    readonly dimension: number,
    { trees = 25, height = 8, window = 250, limits = [0, 1], seed = 1 }: HalfSpaceTreesOptions = {},
  ) {
    checkDimension(dimension);
    checkWhole('trees', trees, 1, 1_000);
    checkWhole('height', height, 1, 20);
    checkWhole('window', window, 1, 1e9);
    this.trees = trees;
    this.height = height;
    this.window = window;
    this.limits = limitsOf(limits, dimension);
    this.seed = seed | 0;
    this.branches = 2 ** height - 1;
    this.nodes = 2 ** (height + 1) - 1;
    this.found = new Int32Array(Math.ceil(trees / 4) * 4);
    ({ features: this.features, thresholds: this.thresholds } = this.build(this.seed));
    this.leaves = 2 ** height;
    this.reference = new Int32Array(trees * this.nodes);
    this.masses = new Float64Array(trees * this.leaves);
    this.latest = new Int32Array(trees * this.leaves);
  }

  learn(x: Float64Array): void {
    checkFeatures(x, this.dimension);
    const { latest } = this;
    const found = this.leavesOf(x);
    for (let tree = 0; tree < this.trees; tree++) {
      const at = found[tree] as number;
      latest[at] = (latest[at] as number) + 1;
    }
    if (++this.filled === this.window) this.turn();
  }

  score(x: Float64Array): number {
    checkFeatures(x, this.dimension);
    if (!this.scores) return 0;
    const { masses } = this;
    const found = this.leavesOf(x);
    let mass = 0;
    for (let tree = 0; tree < this.trees; tree++) mass += masses[found[tree] as number] as number;
    return this.window / (this.window + mass / this.trees);
  }

  save(): Uint8Array {
    const writer = new StateWriter(KIND, VERSION);
    for (const shape of [this.dimension, this.trees, this.height, this.window]) writer.uint32(shape);
    for (const [least, greatest] of this.limits) {
      writer.float64(least);
      writer.float64(greatest);
    }
    writer.float64(this.seed);
    writer.float64(this.filled);
    writer.boolean(this.scores);
    writer.int32s(this.reference);
    writer.int32s(this.inNodes(this.latest));
    return writer.finish();
  }

  load(bytes: Uint8Array): void {
    const reader = new StateReader(bytes, KIND, VERSION);
    reader.expect('dimension', this.dimension);
    reader.expect('trees', this.trees);
    reader.expect('height', this.height);
    reader.expect('window', this.window);
    for (const [least, greatest] of this.limits) {
      if (reader.float64() !== least || reader.float64() !== greatest) throw reader.mismatch('other limits');
    }
    const seed = reader.float64();
    const filled = reader.float64();
    const scores = reader.boolean();
    const reference = reader.int32s(this.trees * this.nodes);
    const latest = this.inLeaves(reader.int32s(this.trees * this.nodes));
    reader.end();
    Object.assign(this, { seed, filled, scores, reference, latest }, this.build(seed));
    this.weigh();
  }

  private turn(): void {
    this.reference = this.inNodes(this.latest);
    this.latest.fill(0);
    this.filled = 0;
    this.scores = true;
    this.weigh();
  }

  /**
   * For each tree the place of the leaf that an event falls into, among the leaves of all; valid until the next call.
   *
   * Which way an event goes is as good as random, so the way is computed and not branched on: a processor that guesses
   * it wrong waits for longer than all else takes. Each step waits for the one before, so four trees go side by side.
   */
  private leavesOf(x: Float64Array): Int32Array {
    const { features, thresholds, height, branches, leaves, found } = this;
    for (let tree = 0; tree < found.length; tree += 4) {
      const first = tree * branches;
      const second = first + branches;
      const third = second + branches;
      const fourth = third + branches;
      let a = 0;
      let b = 0;
      let c = 0;
      let d = 0;
      for (let depth = 0; depth < height; depth++) {
        a = childOf(a, first + a, x, features, thresholds);
        b = childOf(b, second + b, x, features, thresholds);
        c = childOf(c, third + c, x, features, thresholds);
        d = childOf(d, fourth + d, x, features, thresholds);
      }
      const at = tree * leaves - branches;
      found[tree] = at + a;
      found[tree + 1] = at + leaves + b;
      found[tree + 2] = at + 2 * leaves + c;
      found[tree + 3] = at + 3 * leaves + d;
    }
    return found;
  }

  /** What an event adds to the mass hangs on the window before alone: found once for each leaf, not for each event. */
  private weigh(): void {
    const { trees, nodes, leaves, height, reference, masses } = this;
    const sizeLimit = SIZE_LIMIT * this.window;
    for (let tree = 0; tree < trees; tree++) {
      for (let leaf = 0; leaf < leaves; leaf++) {
        let rise = height;
        let scale = 1;
        let held = reference[tree * nodes] as number;
        while (rise > 0 && held >= sizeLimit) {
          rise -= 1;
          scale *= 2;
          held = reference[tree * nodes + scale - 1 + (leaf >> rise)] as number;
        }
        masses[tree * leaves + leaf] = held * scale;
      }
    }
  }

  private inNodes(byLeaf: Int32Array): Int32Array {
    const { trees, nodes, leaves, branches } = this;
    const byNode = new Int32Array(trees * nodes);
    for (let tree = 0; tree < trees; tree++) {
      const root = tree * nodes;
      byNode.set(byLeaf.subarray(tree * leaves, (tree + 1) * leaves), root + branches);
      for (let node = branches - 1; node >= 0; node--) {
        const child = root + 2 * node + 1;
        byNode[root + node] = (byNode[child] as number) + (byNode[child + 1] as number);
      }
    }
    return byNode;
  }

  private inLeaves(byNode: Int32Array): Int32Array {
    const { trees, nodes, leaves, branches } = this;
    const byLeaf = new Int32Array(trees * leaves);
    for (let tree = 0; tree < trees; tree++)
      byLeaf.set(byNode.subarray(tree * nodes + branches, (tree + 1) * nodes), tree * leaves);
    return byLeaf;
  }

  /** The shape follows from the seed and the limits, so it is not saved. */
  private build(seed: number): { features: Int32Array; thresholds: Float64Array } {
    const random = new Random(seed);
    const features = new Int32Array(this.found.length * this.branches);
    const thresholds = new Float64Array(features.length);
    for (let tree = 0; tree < this.trees; tree++) {
      const ranges = this.limits.map(([least, greatest]) => workRange(least, greatest, random.uniform()));
      const halve = (node: number): void => {
        if (node >= this.branches) return;
        const at = tree * this.branches + node;
        const feature = random.below(this.dimension);
        const range = ranges[feature] as [number, number];
        const middle = (range[0] + range[1]) / 2;
        features[at] = feature;
        thresholds[at] = middle;
        ranges[feature] = [range[0], middle];
        halve(2 * node + 1);
        ranges[feature] = [middle, range[1]];
        halve(2 * node + 2);
        ranges[feature] = range;
      };
      halve(0);
    }
    return { features, thresholds };
  }
}

/** The node to which an event goes on from `node`, whose branch is the one at `at`. */
const childOf = (
  node: number,
  at: number,
  x: Float64Array,
  features: Int32Array,
  thresholds: Float64Array,
): number =>
  ((node << 1) + 2 - Number((x[features[at] as number] as number) < (thresholds[at] as number))) | 0;

function workRange(least: number, greatest: number, s: number): [number, number] {
  const reach = 2 * Math.max(s, 1 - s);
  const width = greatest - least;
  return [least + width * (s - reach), least + width * (s + reach)];
}

function limitsOf(limits: Limits | readonly Limits[], dimension: number): readonly Limits[] {
  const each = isOne(limits) ? Array.from({ length: dimension }, () => limits) : limits;
  if (each.length !== dimension) throw new RangeError(`${each.length} limits for ${dimension} features`);
  for (const [least, greatest] of each) {
    if (!(least < greatest && greatest - least < Number.POSITIVE_INFINITY)) {
      throw new RangeError(`limits ${least} to ${greatest} are no range`);
    }
  }
  return each;
}

const isOne = (limits: Limits | readonly Limits[]): limits is Limits => typeof limits[0] === 'number';
