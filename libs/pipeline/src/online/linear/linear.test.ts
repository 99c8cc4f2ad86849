import fc from 'fast-check';
import { sgd } from '../optimizers/sgd.js';
import { LinearRegression } from './linear-regression.js';
import { LogisticRegression } from './logistic-regression.js';

const RATE = 1e-3;
const options = { optimizer: sgd({ learningRate: RATE }), interceptLearningRate: RATE };
const feature = fc.double({ min: -3, max: 3, noNaN: true });
const features = fc.tuple(feature, feature);

/** Derivatives of a function of weights and intercept, by central differences. */
const slopes = (f: (at: Float64Array) => number, at: Float64Array): number[] =>
  [...at].map((_, i) => {
    const moved = (by: number): Float64Array => at.map((v, j) => (j === i ? v + by : v));
    return (f(moved(1e-5)) - f(moved(-1e-5))) / 2e-5;
  });

const margin = ([w1, w2, b]: Float64Array, [x1, x2]: readonly number[]): number =>
  (w1 as number) * (x1 as number) + (w2 as number) * (x2 as number) + (b as number);

describe('LogisticRegression', () => {
  const loss =
    (x: readonly number[], y: number) =>
    (at: Float64Array): number =>
      Math.log(1 + Math.exp(y === 1 ? -margin(at, x) : margin(at, x)));

  it('moves against the gradient of the logistic loss', () => {
    fc.assert(
      fc.property(features, features, fc.integer({ min: 0, max: 1 }), (before, x, y) => {
        const model = new LogisticRegression(2, options);
        for (let i = 0; i < 50; i++) model.learn(Float64Array.from(before), i % 2);
        const at = model.coefficients();
        model.learn(Float64Array.from(x), y);
        const step = model.coefficients().map((v, i) => (v - (at[i] as number)) / -RATE);
        slopes(loss(x, y), at).forEach((slope, i) => {
          expect(step[i]).toBeCloseTo(slope, 6);
        });
      }),
    );
  });

  it('counts an event by its weight times that of its class', () => {
    const model = new LogisticRegression(1, { ...options, classWeights: [1, 4] });
    model.learn(Float64Array.of(2), 1, 3);
    // From p = 1/2: gradient −1/2, twelve times.
    expect(model.coefficients()[0]).toBeCloseTo(RATE * 12 * 0.5 * 2, 15);
    expect(model.coefficients()[1]).toBeCloseTo(RATE * 12 * 0.5, 15);
  });

  it('draws weights, but not the intercept, towards 0 by l2', () => {
    const plain = new LogisticRegression(1, options);
    const held = new LogisticRegression(1, { ...options, l2: 10 });
    plain.learn(Float64Array.of(1), 1);
    held.learn(Float64Array.of(1), 1);
    const [w = 0] = plain.coefficients();
    plain.learn(Float64Array.of(1), 1);
    held.learn(Float64Array.of(1), 1);
    expect(held.coefficients()[0]).toBeCloseTo((plain.coefficients()[0] as number) - RATE * 10 * w, 15);
    expect(held.coefficients()[1]).toBe(plain.coefficients()[1]);
  });

  it('cuts gradients', () => {
    const model = new LogisticRegression(1, { ...options, clipGradient: 0.25 });
    model.learn(Float64Array.of(100), 1);
    expect([...model.coefficients()]).toEqual([RATE * 0.25, RATE * 0.25]);
  });

  it('says even before it has learned, so that class 0 is foretold', () => {
    expect([...new LogisticRegression(2).probabilities(Float64Array.of(1, 2))]).toEqual([0.5, 0.5]);
  });

  it('starts by the rates it documents', () => {
    const model = new LogisticRegression(1);
    model.learn(Float64Array.of(3), 1);
    expect([...model.coefficients()]).toEqual([0.015, 0.005]);
  });
});

describe('LinearRegression', () => {
  it('moves against the gradient of the squared error', () => {
    fc.assert(
      fc.property(features, features, feature, (before, x, y) => {
        const model = new LinearRegression(2, options);
        for (let i = 0; i < 20; i++) model.learn(Float64Array.from(before), i % 3);
        const at = model.coefficients();
        model.learn(Float64Array.from(x), y, 2);
        const step = model.coefficients().map((v, i) => (v - (at[i] as number)) / (-2 * RATE));
        slopes((w) => (margin(w, x) - y) ** 2, at).forEach((slope, i) => {
          expect(step[i]).toBeCloseTo(slope, 5);
        });
      }),
    );
  });
});
