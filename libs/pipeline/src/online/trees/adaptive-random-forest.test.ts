import { mostProbable } from '../estimators.js';
import { Random } from '../random.js';
import { AdaptiveRandomForest } from './adaptive-random-forest.js';
import { HoeffdingTree } from './hoeffding-tree.js';

const DIMENSION = 4;
const options = { trees: 5, seed: 1 };

const draw = (random: Random): Float64Array =>
  Float64Array.of(random.uniform(), random.uniform(), random.uniform(), random.uniform());
const sum = (x: Float64Array): number => ((x[0] as number) + (x[1] as number) > 1 ? 1 : 0);
const turned = (x: Float64Array): number => 1 - sum(x);

/** Share of events foreseen, each before it is learned. */
function run(
  model: AdaptiveRandomForest | HoeffdingTree,
  random: Random,
  rule: (x: Float64Array) => number,
  events: number,
): number {
  let correct = 0;
  for (let i = 0; i < events; i++) {
    const x = draw(random);
    if (mostProbable(model.probabilities(x)) === rule(x)) correct++;
    model.learn(x, rule(x));
  }
  return correct / events;
}

/** Long enough for a single tree to hold fast to what it learned. */
const LONG = 10_000;

it('recovers from a concept that turns, by replacing its trees', () => {
  const forest = new AdaptiveRandomForest(DIMENSION, options);
  const random = new Random(1);
  run(forest, random, sum, LONG);
  const before = forest.drifts;
  run(forest, random, turned, 1_000);
  expect(forest.drifts - before).toBeGreaterThanOrEqual(options.trees);
  expect(run(forest, random, turned, 1_000)).toBeGreaterThan(0.9);
});

it('recovers where a single Hoeffding tree does not', () => {
  const random = new Random(1);
  const tree = new HoeffdingTree(DIMENSION);
  run(tree, random, sum, LONG);
  run(tree, random, turned, 1_000);
  expect(run(tree, random, turned, 1_000)).toBeLessThan(0.5);
});

it('replaces hardly a tree while the concept stays', () => {
  const forest = new AdaptiveRandomForest(DIMENSION, options);
  run(forest, new Random(1), sum, 6_000);
  expect(forest.drifts).toBeLessThanOrEqual(2);
});

it('grows other forests by other seeds', () => {
  const [one, other] = [1, 2].map((seed) => {
    const forest = new AdaptiveRandomForest(DIMENSION, { ...options, seed });
    run(forest, new Random(1), sum, 1_000);
    return forest.probabilities(Float64Array.of(0.4, 0.5, 0.1, 0.1))[0];
  });
  expect(one).not.toBe(other);
});

it('goes on as another forest of its kind whose state it loads, seed included', () => {
  const random = new Random(1);
  const one = new AdaptiveRandomForest(DIMENSION, { ...options, seed: 1 });
  const other = new AdaptiveRandomForest(DIMENSION, { ...options, seed: 2 });
  run(one, random, sum, 500);
  other.load(one.save());
  run(one, new Random(2), sum, 500);
  run(other, new Random(2), sum, 500);
  expect(other.save()).toEqual(one.save());
});

it('splits only on the features drawn for a leaf', () => {
  // One feature a leaf: whatever the seed, some trees can't see the one feature that tells.
  const forest = new AdaptiveRandomForest(DIMENSION, { trees: 20, featuresPerLeaf: 1, maxLeaves: 1 });
  const random = new Random(1);
  for (let i = 0; i < 1_000; i++) {
    const x = draw(random);
    forest.learn(x, (x[0] as number) > 0.5 ? 1 : 0);
  }
  const [, p = 0] = forest.probabilities(Float64Array.of(0.9, 0.5, 0.5, 0.5));
  expect(p).toBeGreaterThan(0.55);
  expect(p).toBeLessThan(0.9);
});
