import { slopeOf } from '../measure/slope.js';

/** One look at the service while events come in. */
export interface MemoryPoint {
  /** Records in its log. */
  readonly events: number;
  readonly rssBytes: number;
  /** Of the main thread, garbage included. */
  readonly heapBytes: number;
}

export interface MemoryTrend {
  readonly firstRssBytes: number;
  readonly lastRssBytes: number;
  readonly maxRssBytes: number;
  /** Slopes over the second half of the lows: garbage comes and goes, a leak lifts what is left after it went. */
  readonly rssBytesPerEvent: number;
  readonly heapBytesPerEvent: number;
  readonly flat: boolean;
}

/** Lows are taken over so many stretches of equal length. */
const STRETCHES = 20;
/** Per event: less than the smallest thing that could be kept of each, an entry of 16 bytes in a table of keys. */
const FLAT_BYTES_PER_EVENT = 12;

/** @param points by events ascending; at least one in each twentieth */
export function trendOf(points: readonly MemoryPoint[]): MemoryTrend {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || points.length < STRETCHES) {
    throw new RangeError(`a trend needs ${STRETCHES} points, there are ${points.length}`);
  }
  const size = points.length / STRETCHES;
  const stretches = Array.from({ length: STRETCHES }, (_, i) =>
    points.slice(Math.floor(i * size), Math.floor((i + 1) * size)),
  ).slice(STRETCHES / 2);
  const slope = (figure: 'rssBytes' | 'heapBytes'): number =>
    slopeOf(
      stretches.map((some) => ({
        x: (some[0] as MemoryPoint).events,
        y: Math.min(...some.map((point) => point[figure])),
      })),
    );
  const [rssBytesPerEvent, heapBytesPerEvent] = [slope('rssBytes'), slope('heapBytes')];
  return {
    firstRssBytes: first.rssBytes,
    lastRssBytes: last.rssBytes,
    maxRssBytes: Math.max(...points.map(({ rssBytes }) => rssBytes)),
    rssBytesPerEvent,
    heapBytesPerEvent,
    flat: rssBytesPerEvent <= FLAT_BYTES_PER_EVENT && heapBytesPerEvent <= FLAT_BYTES_PER_EVENT,
  };
}
