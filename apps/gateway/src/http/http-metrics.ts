import {
  LATENCY_BUCKETS,
  type Metrics,
  registerScraped,
  type Sample,
  type Totals,
} from '@trilha/service-kit';

/** Counts requests by route, never by path: callers can make no series. */
export interface HttpMetrics {
  /**
   * @param route template of a known path, undefined for every other
   * @param seconds until the last byte left, or nobody waited any more
   */
  observe(method: string, route: string | undefined, status: number, seconds: number): void;
  /** All requests so far, but those by which the gateway is watched; a fault is a status of 500 or more. */
  totals(): Totals;
}

interface Series {
  readonly labels: { readonly method: string; readonly route: string };
  readonly byStatus: Map<number, number>;
  /** By the first bucket they fit in, not cumulative; the last is +Inf. */
  readonly byBucket: Float64Array;
  seconds: number;
}

/** Asked by whoever watches. */
const HOUSEKEEPING = new Set(['/healthz', '/readyz', '/status']);
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
const DURATION = 'http_server_request_duration_seconds';

/** Adds `http_server_requests_total{method,route,status}` and `http_server_request_duration_seconds{method,route}`. */
export function createHttpMetrics({ registry }: Pick<Metrics, 'registry'>): HttpMetrics {
  const all = new Map<string, Series>();
  registerScraped(registry, {
    name: 'http_server_requests_total',
    help: 'HTTP requests that ended, by route and status.',
    type: 'counter',
    samples: () => [...all.values()].flatMap(countSamples),
  });
  registerScraped(registry, {
    name: DURATION,
    help: 'Seconds from the head of an HTTP request to the end of its answer.',
    type: 'histogram',
    samples: () => [...all.values()].flatMap(durationSamples),
  });
  return {
    observe(method, route, status, seconds) {
      const series = seriesOf(all, METHODS.has(method) ? method : 'other', route ?? 'none');
      series.byStatus.set(status, (series.byStatus.get(status) ?? 0) + 1);
      const bucket = LATENCY_BUCKETS.findIndex((bound) => seconds <= bound);
      const at = bucket < 0 ? LATENCY_BUCKETS.length : bucket;
      series.byBucket[at] = (series.byBucket[at] ?? 0) + 1;
      series.seconds += seconds;
    },
    totals: () => totalsOf([...all.values()].filter(({ labels }) => !HOUSEKEEPING.has(labels.route))),
  };
}

function totalsOf(all: readonly Series[]): Totals {
  const buckets = new Float64Array(LATENCY_BUCKETS.length + 1);
  let [calls, faults] = [0, 0];
  for (const { byStatus, byBucket } of all) {
    for (const [status, count] of byStatus) {
      calls += count;
      if (status >= 500) faults += count;
    }
    for (const [i, count] of byBucket.entries()) buckets[i] = (buckets[i] ?? 0) + count;
  }
  return { calls, faults, buckets };
}

function seriesOf(all: Map<string, Series>, method: string, route: string): Series {
  const key = `${method} ${route}`;
  const known = all.get(key);
  if (known !== undefined) return known;
  const made: Series = {
    labels: { method, route },
    byStatus: new Map(),
    byBucket: new Float64Array(LATENCY_BUCKETS.length + 1),
    seconds: 0,
  };
  all.set(key, made);
  return made;
}

const countSamples = ({ labels, byStatus }: Series): Sample[] =>
  [...byStatus].map(([status, value]) => ({ labels: { ...labels, status }, value }));

function durationSamples({ labels, byBucket, seconds }: Series): Sample[] {
  let requests = 0;
  const buckets = [...LATENCY_BUCKETS, '+Inf'].map((le, at) => {
    requests += byBucket[at] ?? 0;
    return { metricName: `${DURATION}_bucket`, labels: { ...labels, le }, value: requests };
  });
  return [
    ...buckets,
    { metricName: `${DURATION}_sum`, labels, value: seconds },
    { metricName: `${DURATION}_count`, labels, value: requests },
  ];
}
