/** From here on 1 − erf is less than the rounding of 1. */
const SATURATED = 6;

/** P(X ≤ x) for a normal X: (1 + erf((x − mean) / (σ √2))) / 2; a step at the mean where the variance is 0. */
export function normalCdf(x: number, mean: number, variance: number): number {
  if (!(variance > 0)) return x >= mean ? 1 : 0;
  return (1 + erf((x - mean) / Math.sqrt(2 * variance))) / 2;
}

/**
 * The error function, by erf z = 2/√π e^(−z²) Σₙ 2ⁿ z^(2n+1) / (1·3·5···(2n+1)) (M. Abramowitz, I. A. Stegun, 1964,
 * "Handbook of mathematical functions", 7.1.6): all terms have one sign, so none cancel; exact to about 10⁻¹⁵.
 */
export function erf(z: number): number {
  if (!(Math.abs(z) < SATURATED)) return Math.sign(z);
  let term = z;
  let sum = z;
  for (let odd = 3; Math.abs(term) > Math.abs(sum) * 1e-17; odd += 2) {
    term *= (2 * z * z) / odd;
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-z * z) * sum;
}
