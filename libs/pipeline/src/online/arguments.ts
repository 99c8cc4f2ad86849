/** What every estimator asks of its arguments; the checks of one event cost a comparison a feature. */

/** @throws RangeError naming the index of the first feature that is not finite, or the length when it is another */
export function checkFeatures(x: Float64Array, dimension: number): void {
  if (x.length !== dimension) throw new RangeError(`${x.length} features where ${dimension} are taken`);
  for (let i = 0; i < dimension; i++) {
    const value = x[i] as number;
    // NaN for NaN and for both infinities, 0 for everything else.
    if (value - value !== 0) throw new RangeError(`feature ${i} is ${value}, takes a finite number`);
  }
}

/** @throws RangeError when `y` is not the index of a class */
export function checkClass(y: number, classes: number): void {
  if (!Number.isInteger(y) || y < 0 || y >= classes) {
    throw new RangeError(`class ${y} is none of 0 to ${classes - 1}`);
  }
}

/** @throws RangeError when `y` is not finite */
export function checkTarget(y: number): void {
  if (!Number.isFinite(y)) throw new RangeError(`the target is ${y}, takes a finite number`);
}

/** Heavier than any event: sums of squares of what estimators keep stay finite below it. */
const MAX_WEIGHT = 1e12;

/** @throws RangeError when `weight` is negative, above 10¹² or not finite */
export function checkWeight(weight: number): void {
  if (!(weight >= 0 && weight <= MAX_WEIGHT)) {
    throw new RangeError(`the weight is ${weight}, takes a number from 0 to ${MAX_WEIGHT}`);
  }
}

/** @throws RangeError naming the option, unless its value is a whole number from `min` to `max` */
export function checkWhole(option: string, value: number, min: number, max: number): void {
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new RangeError(`${option} is ${value}, takes a whole number from ${min} to ${max}`);
  }
}

/** @throws RangeError naming the option, unless its value is a number from `min` to `max`, both included */
export function checkNumber(option: string, value: number, min: number, max: number): void {
  if (!(value >= min && value <= max)) {
    throw new RangeError(`${option} is ${value}, takes a number from ${min} to ${max}`);
  }
}

export const MAX_DIMENSION = 65_536;
export const MAX_CLASSES = 1_024;

/** @throws RangeError */
export const checkDimension = (value: number): void => checkWhole('dimension', value, 1, MAX_DIMENSION);

/** @throws RangeError */
export const checkClasses = (value: number): void => checkWhole('classes', value, 2, MAX_CLASSES);
