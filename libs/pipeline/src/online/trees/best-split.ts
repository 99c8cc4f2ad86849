import type { HoeffdingLeaf } from './hoeffding-leaf.js';
import { normalCdf } from './normal-distribution.js';

/** A way to divide what a leaf holds: `x[feature] ≤ threshold` goes left. */
export interface Split {
  readonly feature: number;
  readonly threshold: number;
  /** Information gain in bits. */
  readonly merit: number;
  /** Merit of the best split on any other feature, 0 when none gains. */
  readonly secondMerit: number;
  /** Expected weight of each class on either side. */
  readonly left: Float64Array;
  readonly right: Float64Array;
}

/** A split that sends less than this share of the weight to one side is none. */
const MIN_SHARE = 0.01;

/**
 * The split of highest information gain, H(leaf) − Σ (n_side / n) H(side), among `points` thresholds evenly spaced between
 * the least and the greatest value of each feature. Not splitting is worth 0, and is the answer (undefined) when nothing
 * is worth more.
 *
 * How much of a class lies left of a threshold is estimated by its normal distribution, cut at the values seen
 * (B. Pfahringer, G. Holmes, R. Kirkby, 2008, "Handling numeric attributes in Hoeffding trees").
 */
export function bestSplit(leaf: HoeffdingLeaf, points: number): Split | undefined {
  const classes = leaf.classWeights.length;
  const before = entropy(leaf.classWeights);
  let left = new Float64Array(classes);
  let right = new Float64Array(classes);
  let best: Omit<Split, 'secondMerit'> | undefined;
  let second = 0;
  for (let k = 0; k < leaf.features.length; k++) {
    let ofFeature: Omit<Split, 'secondMerit'> | undefined;
    const [least, greatest] = range(leaf, k);
    const step = (greatest - least) / (points + 1);
    for (let point = 1; point <= points; point++) {
      const threshold = least + step * point;
      if (!(threshold > least && threshold < greatest)) continue;
      divide(leaf, k, threshold, left, right);
      const merit = before - entropyAfter(left, right);
      if (merit > (ofFeature?.merit ?? 0)) {
        ofFeature = { feature: leaf.features[k] as number, threshold, merit, left, right };
        left = new Float64Array(classes);
        right = new Float64Array(classes);
      }
    }
    if (ofFeature === undefined) continue;
    if (best === undefined || ofFeature.merit > best.merit) {
      second = best?.merit ?? second;
      best = ofFeature;
    } else {
      second = Math.max(second, ofFeature.merit);
    }
  }
  return best && { ...best, secondMerit: second };
}

/** In bits: −Σ pᵢ log₂ pᵢ. */
export function entropy(weights: Float64Array): number {
  let total = 0;
  for (const weight of weights) total += weight;
  let bits = 0;
  for (const weight of weights) if (weight > 0) bits -= (weight / total) * Math.log2(weight / total);
  return bits;
}

/** Weighted mean over both sides; infinite when one holds too little. */
function entropyAfter(left: Float64Array, right: Float64Array): number {
  let onLeft = 0;
  let onRight = 0;
  for (const weight of left) onLeft += weight;
  for (const weight of right) onRight += weight;
  const share = onLeft / (onLeft + onRight);
  if (!(share > MIN_SHARE && share < 1 - MIN_SHARE)) return Number.POSITIVE_INFINITY;
  return share * entropy(left) + (1 - share) * entropy(right);
}

/** Least and greatest value of a feature over all classes; least above greatest when there is none. */
function range(leaf: HoeffdingLeaf, k: number): [number, number] {
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  for (let at = k; at < leaf.least.length; at += leaf.features.length) {
    least = Math.min(least, leaf.least[at] as number);
    greatest = Math.max(greatest, leaf.greatest[at] as number);
  }
  return [least, greatest];
}

function divide(
  leaf: HoeffdingLeaf,
  k: number,
  threshold: number,
  left: Float64Array,
  right: Float64Array,
): void {
  const { table } = leaf;
  for (let c = 0, at = k; c < left.length; c++, at += leaf.features.length) {
    const weight = table.weight(c);
    let share: number;
    if (threshold < (leaf.least[at] as number)) share = 0;
    else if (threshold >= (leaf.greatest[at] as number)) share = 1;
    else share = normalCdf(threshold, table.mean(c, k), table.variance(c, k));
    left[c] = share * weight;
    right[c] = weight - share * weight;
  }
}
