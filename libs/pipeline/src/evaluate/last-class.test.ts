import { statefulContract } from '../online/stateful.contract.js';
import { LastClass } from './last-class.js';

const x = Float64Array.of(1);

it('foretells with certainty the class that it learned last', () => {
  const model = new LastClass(1, 3);
  model.learn(x, 0);
  model.learn(x, 2);
  expect([...model.probabilities(x)]).toEqual([0, 0, 1]);
});

it('has no opinion before it has learned a class', () => {
  const model = new LastClass(1);
  expect([model.ready, ...model.probabilities(x)]).toEqual([false, 0.5, 0.5]);
  model.learn(x, 0);
  expect(model.ready).toBe(true);
});

it('refuses a class that is none and an event of another shape', () => {
  const model = new LastClass(1);
  expect(() => model.learn(x, 2)).toThrow(RangeError);
  expect(() => model.probabilities(new Float64Array(2))).toThrow(RangeError);
  expect(model.ready).toBe(false);
});

statefulContract('LastClass', {
  create: () => new LastClass(1, 1_000),
  feed: (model, random) => model.learn(x, random.below(1_000)),
  ask: (model) => [...model.probabilities(x)],
  otherShape: () => new LastClass(2, 1_000),
  maxStateBytes: 40,
});
