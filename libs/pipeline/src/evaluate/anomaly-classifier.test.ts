import type { AnomalyDetector } from '../online/index.js';
import { AnomalyClassifier } from './anomaly-classifier.js';

function detector(learned: number[]): AnomalyDetector {
  return {
    dimension: 1,
    learn: ([x = 0]) => void learned.push(x),
    score: ([x = 0]) => x,
    save: () => Uint8Array.from(learned),
    load: (bytes) => void learned.splice(0, learned.length, ...bytes),
  };
}

it('takes the score for the probability of the positive class', () => {
  const model = new AnomalyClassifier(detector([]));
  expect([...model.probabilities(Float64Array.of(0.75))]).toEqual([0.25, 0.75]);
});

it('teaches the detector events of either class, and none of weight 0', () => {
  const learned: number[] = [];
  const model = new AnomalyClassifier(detector(learned));
  model.learn(Float64Array.of(1), 0);
  model.learn(Float64Array.of(2), 1);
  model.learn(Float64Array.of(3), 1, 0);
  expect(learned).toEqual([1, 2]);
  expect(() => model.learn(Float64Array.of(4), 2)).toThrow(RangeError);
});

it('saves and loads what the detector learned', () => {
  const learned: number[] = [];
  new AnomalyClassifier(detector(learned)).load(new AnomalyClassifier(detector([7, 8])).save());
  expect(learned).toEqual([7, 8]);
});
