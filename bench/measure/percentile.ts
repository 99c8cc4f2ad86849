/**
 * The nearest-rank percentile: the smallest value that at least `percent` % of all values do not exceed. Always a value
 * that was measured, never one between two.
 *
 * @param sorted at least one value, ascending
 * @param percent over 0, up to 100
 */
export function percentile(sorted: ArrayLike<number>, percent: number): number {
  if (!(percent > 0 && percent <= 100)) throw new RangeError(`no percentile ${percent}`);
  const value = sorted[Math.ceil((percent / 100) * sorted.length) - 1];
  if (value === undefined) throw new RangeError('a percentile of no values');
  return value;
}

/** The middle value, or the mean of the middle two; the order of the values does not matter. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  if (upper === undefined || lower === undefined) throw new RangeError('a median of no values');
  return (lower + upper) / 2;
}
