import { Random } from '../random.js';
import { HalfSpaceTrees } from './half-space-trees.js';

const uniform = (random: Random, dimension: number): Float64Array =>
  new Float64Array(dimension).map(() => random.uniform());

it('scores 0 until the first window is full', () => {
  const model = new HalfSpaceTrees(1, { window: 10 });
  for (let i = 0; i < 9; i++) model.learn(Float64Array.of(0.5));
  expect(model.score(Float64Array.of(99))).toBe(0);
  model.learn(Float64Array.of(0.5));
  expect(model.score(Float64Array.of(99))).toBeGreaterThan(0);
});

it('scores by the mass where the event stops', () => {
  // One tree of one cut, at s + (−r + r) / 2 = s: all of the window on one side of any work range.
  const model = new HalfSpaceTrees(1, { trees: 1, height: 1, window: 4 });
  for (let i = 0; i < 4; i++) model.learn(Float64Array.of(-50));
  // r = 4 at depth 1: 4 / (4 + 4·2).
  expect(model.score(Float64Array.of(-50))).toBeCloseTo(1 / 3, 15);
  // r = 0.
  expect(model.score(Float64Array.of(50))).toBe(1);
});

it('stops where a node holds less than a tenth of the window', () => {
  const model = new HalfSpaceTrees(1, { trees: 1, height: 8, window: 100 });
  for (let i = 0; i < 100; i++) model.learn(Float64Array.of(i < 5 ? -50 : 50));
  // The cut of the root leaves 5 of 100 on one side: 100 / (100 + 5·2), however many cuts follow.
  expect(model.score(Float64Array.of(-50))).toBeCloseTo(100 / 110, 15);
});

it('scores the middle of uniform data lower than what lies outside of it', () => {
  const model = new HalfSpaceTrees(2, { window: 500, height: 6 });
  const random = new Random(1);
  for (let i = 0; i < 1_000; i++) model.learn(uniform(random, 2));
  expect(model.score(Float64Array.of(0.5, 0.5))).toBeLessThan(0.5);
  expect(model.score(Float64Array.of(3, -3))).toBeGreaterThan(0.9);
});

it('compares with the window before, not with older ones', () => {
  const model = new HalfSpaceTrees(1, { window: 50 });
  const at = (value: number): Float64Array => Float64Array.of(value);
  for (let i = 0; i < 50; i++) model.learn(at(0.1));
  for (let i = 0; i < 49; i++) model.learn(at(0.9));
  expect(model.score(at(0.9))).toBeGreaterThan(model.score(at(0.1)));
  model.learn(at(0.9));
  expect(model.score(at(0.9))).toBeLessThan(model.score(at(0.1)));
});

it('expects values within the limits it is given', () => {
  const scores = [1, 1_000].map((scale) => {
    const model = new HalfSpaceTrees(1, { limits: [[0, scale]], window: 50 });
    const random = new Random(1);
    for (let i = 0; i < 50; i++) model.learn(Float64Array.of(scale * random.uniform()));
    return model.score(Float64Array.of(scale * 0.3));
  });
  expect(scores[0]).toBe(scores[1]);
});

it('takes over the shape of trees of another seed', () => {
  const [one, other] = [1, 2].map((seed) => new HalfSpaceTrees(2, { seed, window: 50 })) as [
    HalfSpaceTrees,
    HalfSpaceTrees,
  ];
  const random = new Random(1);
  for (let i = 0; i < 60; i++) one.learn(uniform(random, 2));
  other.load(one.save());
  for (let i = 0; i < 60; i++) {
    const x = uniform(random, 2);
    one.learn(x);
    other.learn(x);
    expect(other.score(x)).toBe(one.score(x));
  }
});

it('refuses the state of trees with other limits', () => {
  const bytes = new HalfSpaceTrees(1, { limits: [0, 2] }).save();
  expect(() => new HalfSpaceTrees(1).load(bytes)).toThrow('not a state of half-space-trees: other limits');
});

it('refuses limits that are no range', () => {
  expect(() => new HalfSpaceTrees(1, { limits: [1, 1] })).toThrow(RangeError);
  expect(() => new HalfSpaceTrees(2, { limits: [[0, 1]] })).toThrow(RangeError);
});

it.each([1, 3, 4, 9])(
  'scores as going over the window before event by event does, with %i trees',
  (trees) => {
    const [dimension, height, window] = [3, 5, 60];
    const model = new HalfSpaceTrees(dimension, { trees, height, window, seed: 5 });
    const { features, thresholds } = model as unknown as { features: Int32Array; thresholds: Float64Array };
    const branches = 2 ** height - 1;
    /** The nodes that an event passes, root first. */
    const way = (tree: number, x: Float64Array): number[] => {
      const nodes = [0];
      for (let node = 0; node < branches; ) {
        const at = tree * branches + node;
        node = 2 * node + ((x[features[at] as number] as number) < (thresholds[at] as number) ? 1 : 2);
        nodes.push(node);
      }
      return nodes;
    };
    const scoreBy = (events: readonly Float64Array[], x: Float64Array): number => {
      let mass = 0;
      for (let tree = 0; tree < trees; tree++) {
        const held = (node: number): number => events.filter((one) => way(tree, one).includes(node)).length;
        const nodes = way(tree, x);
        const stop = nodes.findIndex((node, depth) => depth === height || held(node) < 0.1 * window);
        mass += held(nodes[stop] as number) * 2 ** stop;
      }
      return window / (window + mass / trees);
    };
    const random = new Random(8);
    const draw = (): Float64Array => uniform(random, dimension).map((value) => value ** 3);
    const seen: Float64Array[] = [];
    for (let i = 0; i < 3 * window; i++) {
      const x = draw();
      model.learn(x);
      seen.push(x);
      if (i < window || i % 7 !== 0) continue;
      const begin = Math.floor(seen.length / window - 1) * window;
      const asked = draw();
      expect(model.score(asked)).toBe(scoreBy(seen.slice(begin, begin + window), asked));
    }
  },
);
