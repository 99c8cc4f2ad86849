import fc from 'fast-check';
import { adaGrad } from './ada-grad.js';
import { adam } from './adam.js';
import { inverseScaling, rateAt } from './learning-rate.js';
import type { OptimizerFactory } from './optimizer.js';
import { sgd } from './sgd.js';

/** Where a weight, from 0, gets by these gradients. */
function walk(optimizer: OptimizerFactory, gradients: readonly number[]): number {
  const one = optimizer(1);
  const weights = new Float64Array(1);
  for (const g of gradients) one.step(weights, Float64Array.of(g));
  return weights[0] as number;
}

it('sgd steps by rate times gradient', () => {
  expect(walk(sgd({ learningRate: 0.5 }), [2, -1])).toBe(-0.5);
});

it('sgd takes a rate for each step', () => {
  // 1/1 · 4 + 1/2 · 4
  expect(walk(sgd({ learningRate: inverseScaling(1, 1) }), [4, 4])).toBe(-6);
});

it('inverse scaling falls by the power of the step', () => {
  expect(rateAt(inverseScaling(0.6), 3)).toBeCloseTo(0.3, 15);
});

it('adaGrad divides by the root of the sum of squares', () => {
  // 3/√9 + 4/√25
  expect(walk(adaGrad({ learningRate: 1, epsilon: 1e-300 }), [3, 4])).toBeCloseTo(-1.8, 14);
});

it('adam steps as algorithm 1 of its paper, written with whole sums', () => {
  const [alpha, b1, b2, eps] = [0.01, 0.9, 0.999, 1e-8];
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 1, maxLength: 30 }),
      (gradients) => {
        let expected = 0;
        for (let t = 1; t <= gradients.length; t++) {
          const sum = (beta: number, power: number): number =>
            gradients.slice(0, t).reduce((s, g, i) => s + (1 - beta) * beta ** (t - 1 - i) * g ** power, 0);
          expected -= (alpha * (sum(b1, 1) / (1 - b1 ** t))) / (Math.sqrt(sum(b2, 2) / (1 - b2 ** t)) + eps);
        }
        expect(walk(adam({ learningRate: alpha }), gradients)).toBeCloseTo(expected, 9);
      },
    ),
  );
});

it('adam takes a first step of the whole rate, whatever the gradient', () => {
  expect(walk(adam({ learningRate: 0.01 }), [1234])).toBeCloseTo(-0.01, 10);
});

it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('no optimizer takes the rate %d', (learningRate) => {
  for (const optimizer of [sgd, adaGrad, adam]) {
    expect(() => optimizer({ learningRate })(1)).toThrow(RangeError);
  }
});
