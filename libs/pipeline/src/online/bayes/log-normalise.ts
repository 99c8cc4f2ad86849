/**
 * Turns logarithms of joint probabilities into probabilities, in place; −∞ becomes 0. Subtracting the greatest first
 * keeps the powers from underflowing all at once. Where all are −∞ the answer is uniform.
 */
export function logNormalise(logs: Float64Array): void {
  let greatest = Number.NEGATIVE_INFINITY;
  for (let c = 0; c < logs.length; c++) greatest = Math.max(greatest, logs[c] as number);
  if (greatest === Number.NEGATIVE_INFINITY) {
    logs.fill(1 / logs.length);
    return;
  }
  let sum = 0;
  for (let c = 0; c < logs.length; c++) {
    const power = Math.exp((logs[c] as number) - greatest);
    logs[c] = power;
    sum += power;
  }
  for (let c = 0; c < logs.length; c++) logs[c] = (logs[c] as number) / sum;
}
