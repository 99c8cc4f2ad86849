import type { Point } from './measure-sweep.js';

/** A rate within this share of the best counts as the best. */
const AS_GOOD = 0.95;

/** The fewest workers, and with them the fewest requests in flight, that reach the best rate of all. */
export function saturationOf(points: readonly Point[]): Point {
  const best = Math.max(...points.map(({ perSecond }) => perSecond));
  const [first] = points
    .filter(({ perSecond }) => perSecond >= AS_GOOD * best)
    .sort((a, b) => a.workers - b.workers || a.concurrency - b.concurrency);
  if (first === undefined) throw new RangeError('no points to find a saturation in');
  return first;
}

/** What more workers than cores cost, one line for each such number: nothing is gained, and requests wait longer. */
export function oversubscription(points: readonly Point[], cores: number): readonly string[] {
  const fitting = points.filter(({ workers }) => workers <= cores);
  const excessive = [...new Set(points.map(({ workers }) => workers))].filter((workers) => workers > cores);
  if (fitting.length === 0) return [];
  const base = Math.max(...fitting.map(({ workers }) => workers));
  return excessive.map((workers) => {
    const compared = points
      .filter((point) => point.workers === workers && point.concurrency >= workers)
      .flatMap((point) => {
        const other = fitting.find((one) => one.workers === base && one.concurrency === point.concurrency);
        return other === undefined
          ? []
          : [{ rate: point.perSecond / other.perSecond, p99: point.p99Ms / other.p99Ms }];
      });
    const busiest = compared.at(-1);
    const effect =
      busiest === undefined
        ? ''
        : `: with most in flight ${busiest.rate.toFixed(2)} of the rate of ${base} workers, p99 ${busiest.p99.toFixed(1)} times as long`;
    return `warning: ${workers} workers on ${cores} cores are over-subscribed${effect}`;
  });
}
