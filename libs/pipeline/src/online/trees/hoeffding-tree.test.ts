import { mostProbable } from '../estimators.js';
import { Random } from '../random.js';
import { hoeffdingBound } from './growing-tree.js';
import { HoeffdingTree, type HoeffdingTreeOptions } from './hoeffding-tree.js';

/** Class 1 where the first feature is above 0.5 or the second above 0.7; both are uniform. */
const corner = (x: Float64Array): number => ((x[0] as number) > 0.5 || (x[1] as number) > 0.7 ? 1 : 0);

function grown(events: number, options: HoeffdingTreeOptions = {}, rule = corner): HoeffdingTree {
  const tree = new HoeffdingTree(2, options);
  const random = new Random(1);
  for (let i = 0; i < events; i++) {
    const x = Float64Array.of(random.uniform(), random.uniform());
    tree.learn(x, rule(x));
  }
  return tree;
}

function accuracy(tree: HoeffdingTree, rule = corner): number {
  const random = new Random(2);
  let correct = 0;
  for (let i = 0; i < 2_000; i++) {
    const x = Float64Array.of(random.uniform(), random.uniform());
    if (mostProbable(tree.probabilities(x)) === rule(x)) correct++;
  }
  return correct / 2_000;
}

it('computes the bound of Hoeffding', () => {
  // √(ln(10⁷) / 2000)
  expect(hoeffdingBound(1, 1e-7, 1_000)).toBeCloseTo(0.08977, 5);
  expect(hoeffdingBound(2, 1e-7, 1_000)).toBeCloseTo(2 * 0.08977, 4);
});

it('learns a concept that no plane divides', () => {
  const tree = grown(20_000);
  expect(tree.leaves).toBeGreaterThan(2);
  expect(accuracy(tree)).toBeGreaterThan(0.95);
});

it('does not split before the grace period is over', () => {
  expect(grown(199, { delta: 0.5 }).leaves).toBe(1);
  expect(grown(200, { delta: 0.5 }).leaves).toBe(2);
});

it('waits until the bound lets it trust a split', () => {
  const [lax, strict] = [0.5, 1e-300].map((delta) => grown(400, { delta, tau: 0, gracePeriod: 50 }));
  expect(lax?.leaves).toBeGreaterThan(1);
  expect(strict?.leaves).toBe(1);
});

it('breaks a tie of two equal features once the bound is below tau', () => {
  const alike = (tau: number): number => {
    const tree = new HoeffdingTree(2, { tau, gracePeriod: 100 });
    const random = new Random(1);
    for (let i = 0; i < 1_000; i++) {
      const value = random.uniform();
      tree.learn(Float64Array.of(value, value), value > 0.5 ? 1 : 0);
    }
    return tree.leaves;
  };
  expect(alike(0)).toBe(1);
  expect(alike(0.2)).toBeGreaterThan(1);
});

it('never splits on noise that gains nothing', () => {
  const noise = grown(5_000, {}, () => 0);
  expect(noise.leaves).toBe(1);
});

it('grows no more leaves than it may, and goes on learning in them', () => {
  const tree = grown(10_000, { maxLeaves: 2, gracePeriod: 50 });
  expect(tree.leaves).toBe(2);
  for (let i = 0; i < 20_000; i++) tree.learn(Float64Array.of(0.9, 0.1), 0);
  expect(mostProbable(tree.probabilities(Float64Array.of(0.9, 0.1)))).toBe(0);
});

it('grows no deeper than it may', () => {
  expect(grown(20_000, { maxDepth: 1, gracePeriod: 50 }).leaves).toBe(2);
  expect(grown(20_000, { maxDepth: 0 }).leaves).toBe(1);
});

it('tells three classes apart', () => {
  const third = (x: Float64Array): number => Math.floor((x[0] as number) * 3);
  expect(accuracy(grown(20_000, { classes: 3 }, third), third)).toBeGreaterThan(0.95);
});

it('predicts by naive Bayes in a leaf where that is right more often', () => {
  // One leaf; classes as frequent, so that only the feature tells them apart.
  const rule = (x: Float64Array): number => ((x[0] as number) > 0.5 ? 1 : 0);
  expect(accuracy(grown(2_000, { maxLeaves: 1 }, rule), rule)).toBeGreaterThan(0.95);
});

it('predicts by the most frequent class in a leaf where naive Bayes is right less often', () => {
  // Spread widely, class 1 is likelier where class 0 is dense, and naive Bayes is taken in by outliers.
  const tree = new HoeffdingTree(1, { maxLeaves: 1 });
  const random = new Random(1);
  for (let i = 0; i < 500; i++) tree.learn(Float64Array.of(random.uniform()), 1);
  for (let i = 0; i < 60; i++)
    tree.learn(Float64Array.of(0.5 + 1e-6 * random.uniform()), i % 3 === 0 ? 0 : 1);
  const [p0, p1] = tree.probabilities(Float64Array.of(0.5));
  expect(p0).toBeCloseTo(20 / 560, 12);
  expect(p1).toBeCloseTo(540 / 560, 12);
});

it('lets no single feature far out decide against all others', () => {
  const tree = new HoeffdingTree(4, { maxLeaves: 1 });
  const random = new Random(1);
  for (let i = 0; i < 1_000; i++) {
    const x = new Float64Array(4).map(() => 0.3 * random.normal() + (i % 2 === 0 ? -1 : 1));
    tree.learn(x, i % 2);
  }
  // Three features say class 1; the fourth is impossible for both, a little less so for class 0.
  const [, p = 0] = tree.probabilities(Float64Array.of(1, 1, 1, -100));
  expect(p).toBeGreaterThan(0.99);
});

it('has no opinion before it has seen a class', () => {
  const tree = new HoeffdingTree(1);
  expect(tree.ready).toBe(false);
  tree.learn(Float64Array.of(1), 1);
  expect(tree.ready).toBe(true);
});

it.each([{ gracePeriod: 0 }, { delta: 0 }, { maxLeaves: 0 }, { maxDepth: -1 }, { classes: 1 }])(
  'refuses %j',
  (options) => {
    expect(() => new HoeffdingTree(2, options)).toThrow(RangeError);
  },
);
