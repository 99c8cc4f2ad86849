/** A rate for all steps, or one for each, counted from 0. */
export type LearningRate = number | ((step: number) => number);

/**
 * Falls with the steps, rate / (step + 1)^power: with a power above 0.5 and up to 1 stochastic descent converges
 * (H. Robbins, S. Monro, 1951, "A stochastic approximation method").
 *
 * @param power default 0.5
 */
export const inverseScaling =
  (rate: number, power = 0.5): LearningRate =>
  (step) =>
    rate / (step + 1) ** power;

export const rateAt = (rate: LearningRate, step: number): number =>
  typeof rate === 'number' ? rate : rate(step);

/** @throws RangeError unless the rate, or that of the first step, is positive and finite */
export function checkRate(option: string, rate: LearningRate): void {
  const first = rateAt(rate, 0);
  if (!(first > 0 && first < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`${option} is ${first}, takes a positive number`);
  }
}
