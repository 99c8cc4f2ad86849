export interface Point {
  readonly x: number;
  readonly y: number;
}

/** How much y grows per x: the least-squares line through at least two points of different x. */
export function slopeOf(points: readonly Point[]): number {
  const meanX = mean(points.map(({ x }) => x));
  const meanY = mean(points.map(({ y }) => y));
  const covariance = mean(points.map(({ x, y }) => (x - meanX) * (y - meanY)));
  const variance = mean(points.map(({ x }) => (x - meanX) ** 2));
  if (!(variance > 0)) throw new RangeError('a slope needs two points of different x');
  return covariance / variance;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
