import { checkClass } from '../arguments.js';

/** @throws RangeError when `y` is no index of `probabilities`, or one of these is not in [0, 1] */
export function checkPrediction(y: number, probabilities: Float64Array): void {
  checkClass(y, probabilities.length);
  for (let c = 0; c < probabilities.length; c++) {
    const p = probabilities[c] as number;
    if (!(p >= 0 && p <= 1)) throw new RangeError(`the probability of class ${c} is ${p}`);
  }
}

/** The probability of the positive class; 0 where there is no such class. */
export const scoreOf = (probabilities: Float64Array, positive: number): number =>
  probabilities[positive] ?? 0;
