import { Random } from '../random.js';
import { bestSplit, entropy } from './best-split.js';
import { HoeffdingLeaf } from './hoeffding-leaf.js';

function leafOf(events: readonly (readonly [x: readonly number[], y: number])[]): HoeffdingLeaf {
  const dimension = events[0]?.[0].length ?? 0;
  const features = Int32Array.from({ length: dimension }, (_, i) => i);
  const leaf = HoeffdingLeaf.fresh(0, new Float64Array(2), features);
  for (const [x, y] of events) leaf.learn(Float64Array.from(x), y, 1, new Float64Array(2));
  return leaf;
}

it.each([
  [[1, 1], 1],
  [[3, 1], 0.8112781244591328],
  [[5, 0], 0],
  [[2, 2, 2, 2], 2],
])('the entropy of %j is %d bits', (weights, bits) => {
  expect(entropy(Float64Array.from(weights))).toBeCloseTo(bits, 12);
});

it('divides classes that do not touch between them, for all of the entropy', () => {
  const split = bestSplit(
    leafOf([
      [[7, 0], 0],
      [[7, 1], 0],
      [[7, 9], 1],
      [[7, 10], 1],
    ]),
    9,
  );
  expect(split).toMatchObject({ feature: 1, threshold: 1, merit: 1, secondMerit: 0 });
  expect([...(split?.left ?? [])]).toEqual([2, 0]);
  expect([...(split?.right ?? [])]).toEqual([0, 2]);
});

it('expects of overlapping classes what their normal distributions say', () => {
  const random = new Random(5);
  const events = Array.from({ length: 2_000 }, (_, i): [number[], number] => [
    [random.normal() + (i % 2) * 2],
    i % 2,
  ]);
  const split = bestSplit(leafOf(events), 200);
  // Means 0 and 2: the best threshold is in the middle, and Φ(1) = 0.841 of a class lies on its side.
  expect(split?.threshold).toBeGreaterThan(0.85);
  expect(split?.threshold).toBeLessThan(1.15);
  expect((split?.left[0] as number) / 1_000).toBeCloseTo(0.841, 1);
  expect(split?.merit).toBeCloseTo(1 - entropy(Float64Array.of(0.159, 0.841)), 1);
});

it.each([
  ['after', [1, 3, 2]],
  ['before', [2, 3, 1]],
  ['first of all', [3, 2, 1]],
])('names the merit of the second best feature, the best coming %s', (_, distances) => {
  const random = new Random(5);
  const events = Array.from({ length: 400 }, (_, i): [number[], number] => {
    const y = i % 2;
    return [distances.map((distance) => random.normal() + distance * y), y];
  });
  const meritOf = (distance: number): number | undefined => {
    const k = distances.indexOf(distance);
    return bestSplit(leafOf(events.map(([x, y]) => [[x[k] as number], y])), 10)?.merit;
  };
  const split = bestSplit(leafOf(events), 10);
  expect(split?.feature).toBe(distances.indexOf(3));
  expect(split?.merit).toBe(meritOf(3));
  expect(split?.secondMerit).toBe(meritOf(2));
});

it('finds none where classes are alike', () => {
  expect(
    bestSplit(
      leafOf([
        [[1], 0],
        [[1], 1],
      ]),
      10,
    ),
  ).toBeUndefined();
});

it('finds none that leaves less than a hundredth on one side', () => {
  const events = Array.from({ length: 300 }, (): [number[], number] => [[0], 0]);
  events.push([[1], 1], [[1], 1]);
  expect(bestSplit(leafOf(events), 10)).toBeUndefined();
});
