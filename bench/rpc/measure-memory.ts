import { slopeOf } from '../measure/slope.js';
import type { BenchProcesses } from './bench-processes.js';

/** How often memory is looked at, besides the start. */
export const LOOKS = 10;
const CALLERS = 32;
/** Less than the smallest thing that a leak could keep of each call: a pointer in an array and what it points at. */
const FLAT_HEAP_BYTES_PER_CALL = 4;
/**
 * RSS goes up by tens of MiB while the engine collects garbage, and down again; a leak outside the heap lifts the lows.
 */
const FLAT_RSS_RISE = 0.03;

export interface MemoryPoint {
  readonly calls: number;
  readonly rssBytes: number;
  /** After garbage was collected. */
  readonly heapUsedBytes: number;
}

export interface MemoryTrend {
  readonly points: readonly MemoryPoint[];
  /** Slopes of the second half of the points: the first is the system and the engine settling in. */
  readonly heapBytesPerCall: number;
  readonly rssBytesPerCall: number;
  readonly flat: boolean;
}

/** Memory of the service-kit server over so many calls. */
export async function measureMemory(
  { kit, closedLoop }: BenchProcesses,
  totalCalls: number,
  onLook: (calls: number) => void,
): Promise<MemoryTrend> {
  const points: MemoryPoint[] = [];
  const look = async (calls: number): Promise<void> => {
    const { rssBytes, heapUsedBytes } = await kit.usage({ collectGarbage: true });
    points.push({ calls, rssBytes, heapUsedBytes });
  };
  await look(0);
  for (let index = 1; index <= LOOKS; index += 1) {
    onLook(Math.round((totalCalls * (index - 1)) / LOOKS));
    const calls = Math.ceil(totalCalls / LOOKS);
    await closedLoop({ port: kit.port, callers: CALLERS, until: { calls } });
    await look(calls * index);
  }
  return trendOf(points);
}

/** @param points at least two in their second half, by calls ascending */
export function trendOf(points: readonly MemoryPoint[]): MemoryTrend {
  const settled = points.slice(Math.floor(points.length / 2));
  const slope = (figure: 'heapUsedBytes' | 'rssBytes'): number =>
    slopeOf(settled.map((point) => ({ x: point.calls, y: point[figure] })));
  const heapBytesPerCall = slope('heapUsedBytes');
  const rssBytesPerCall = slope('rssBytes');
  const half = Math.ceil(settled.length / 2);
  const low = (some: readonly MemoryPoint[]): number => Math.min(...some.map(({ rssBytes }) => rssBytes));
  const rssRise = low(settled.slice(half)) / low(settled.slice(0, half)) - 1;
  return {
    points,
    heapBytesPerCall,
    rssBytesPerCall,
    flat: heapBytesPerCall <= FLAT_HEAP_BYTES_PER_CALL && rssRise <= FLAT_RSS_RISE,
  };
}
