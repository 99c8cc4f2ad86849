import fc from 'fast-check';
import { GaussianNaiveBayes } from './gaussian-naive-bayes.js';

const value = fc.double({ min: -10, max: 10, noNaN: true });
const event = fc.record({ x: fc.tuple(value, value), y: fc.integer({ min: 0, max: 2 }) });
type Event = { x: [number, number]; y: number };

/** The formula of the docstring over all events at once. */
function batch(events: readonly Event[], x: readonly number[]): number[] {
  const joint = [0, 1, 2].map((y) => {
    const own = events.filter((e) => e.y === y);
    return x.reduce((product, xi, i) => {
      const values = own.map((e) => e.x[i] as number);
      const mean = values.reduce((s, v) => s + v, 0) / values.length;
      const variance = values.reduce((s, v) => s + (v - mean) ** 2, 0) / (values.length - 1);
      const density =
        variance > 0 ? Math.exp(-((xi - mean) ** 2) / (2 * variance)) / Math.sqrt(2 * Math.PI * variance) : 0;
      return product * (1e-9 + density);
    }, own.length / events.length);
  });
  const total = joint.reduce((s, p) => s + p, 0);
  return joint.map((p) => p / total);
}

const learned = (events: readonly Event[]): GaussianNaiveBayes => {
  const model = new GaussianNaiveBayes(2, 3);
  for (const { x, y } of events) model.learn(Float64Array.from(x), y);
  return model;
};

it('gives what the formula gives over all events at once', () => {
  // Values on a grid: variances are 0 or far from it, where both ways of computing them agree.
  const onGrid = event.map(({ x, y }) => ({ x: x.map(Math.round) as [number, number], y }));
  fc.assert(
    fc.property(fc.array(onGrid, { minLength: 1, maxLength: 40 }), fc.tuple(value, value), (events, x) => {
      const expected = batch(events, x);
      learned(events)
        .probabilities(Float64Array.from(x))
        .forEach((p, c) => {
          expect(p).toBeCloseTo(expected[c] as number, 6);
        });
    }),
  );
});

it('gives 0 for a class that did not occur', () => {
  const model = learned([
    { x: [0, 0], y: 0 },
    { x: [1, 1], y: 2 },
  ]);
  expect(model.probabilities(Float64Array.of(0, 0))[1]).toBe(0);
});

it('counts an event of weight 3 as three events', () => {
  const heavy = learned([{ x: [5, 5], y: 0 }]);
  const often = learned([{ x: [5, 5], y: 0 }]);
  heavy.learn(Float64Array.of(1, 2), 0, 3);
  for (let i = 0; i < 3; i++) often.learn(Float64Array.of(1, 2), 0);
  for (const model of [heavy, often]) {
    model.learn(Float64Array.of(4, 4), 1);
    model.learn(Float64Array.of(4, 5), 1);
  }
  const x = Float64Array.of(3, 3);
  heavy.probabilities(x).forEach((p, c) => {
    expect(p).toBeCloseTo(often.probabilities(x)[c] as number, 12);
  });
});

it('has no opinion before it has seen a class', () => {
  const model = new GaussianNaiveBayes(2, 3);
  expect(model.ready).toBe(false);
  expect([...model.probabilities(Float64Array.of(0, 0))]).toEqual([1 / 3, 1 / 3, 1 / 3]);
});
