/** Squares of numbers up to this, summed over any stream, stay finite. */
const FARTHEST = 1e145;

/** The value, cut to ±10¹⁴⁵: what keeps running means and squared deviations finite whatever comes. */
export const bounded = (value: number): number =>
  value > FARTHEST ? FARTHEST : value < -FARTHEST ? -FARTHEST : value;
