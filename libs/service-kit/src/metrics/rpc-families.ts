import type { Metric, MetricValue, Registry } from 'prom-client';
import type { MethodMeter } from './method-meter.js';

type Labels = Readonly<Record<string, string>>;

/** Upper bounds in seconds: from a cached answer to the longest a caller waits. */
const BUCKETS_S = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Plain numbers of one method with its labels. */
class Tally implements MethodMeter {
  startedCount = 0;
  readonly handledByCode = new Map<string, number>();
  readonly buckets = new Array<number>(BUCKETS_S.length).fill(0);
  sumS = 0;
  count = 0;

  constructor(readonly labels: Labels) {}

  started(): void {
    this.startedCount += 1;
  }

  handled(code: string, seconds: number): void {
    this.handledByCode.set(code, (this.handledByCode.get(code) ?? 0) + 1);
    this.sumS += seconds;
    this.count += 1;
    for (let i = 0; i < BUCKETS_S.length; i++) {
      if (seconds <= (BUCKETS_S[i] as number)) {
        this.buckets[i] = (this.buckets[i] as number) + 1;
        return;
      }
    }
  }
}

interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'histogram';
  readonly values: (tally: Tally) => readonly MetricValue<string>[];
}

/**
 * The families of go-grpc-prometheus for one side. prom-client's own counters look labels up at every call, which would
 * cost more than the rest of a call's bookkeeping, so tallies are kept here and published when they are read.
 */
export class RpcFamilies {
  private readonly tallies = new Map<string, Tally>();

  constructor(side: 'server' | 'client', registry: Registry) {
    for (const family of familiesOf(side)) registry.registerMetric(this.publish(family));
  }

  /** The same meter for the same labels. */
  meter(labels: Labels): MethodMeter {
    const key = Object.values(labels).join('/');
    const known = this.tallies.get(key);
    if (known !== undefined) return known;
    const tally = new Tally(labels);
    this.tallies.set(key, tally);
    return tally;
  }

  private publish({ name, help, type, values }: Family): Metric {
    const get = async () => ({
      name,
      help,
      type,
      aggregator: 'sum' as const,
      values: [...this.tallies.values()].flatMap((tally) => values(tally)),
    });
    // All that a registry asks of a metric; its class is made for metrics that count themselves.
    return { name, help, type, get, reset: () => this.tallies.clear() } as unknown as Metric;
  }
}

const familiesOf = (side: 'server' | 'client'): readonly Family[] => {
  const whose = side === 'server' ? 'served' : 'made';
  const histogram = `grpc_${side}_handling_seconds`;
  return [
    {
      name: `grpc_${side}_started_total`,
      help: `Calls ${whose}, counted when they start.`,
      type: 'counter',
      values: ({ labels, startedCount }) => [{ value: startedCount, labels }],
    },
    {
      name: `grpc_${side}_handled_total`,
      help: `Calls ${whose}, counted by status when they end.`,
      type: 'counter',
      values: ({ labels, handledByCode }) =>
        [...handledByCode].map(([grpc_code, value]) => ({ value, labels: { ...labels, grpc_code } })),
    },
    {
      name: histogram,
      help: `How long calls ${whose} took, in seconds.`,
      type: 'histogram',
      values: (tally) => histogramValues(histogram, tally),
    },
  ];
};

function histogramValues(
  name: string,
  { labels, buckets, count, sumS }: Tally,
): readonly MetricValue<string>[] {
  let below = 0;
  const bounded = buckets.map((inBucket, i) => {
    below += inBucket;
    return { metricName: `${name}_bucket`, value: below, labels: { ...labels, le: String(BUCKETS_S[i]) } };
  });
  return [
    ...bounded,
    { metricName: `${name}_bucket`, value: count, labels: { ...labels, le: '+Inf' } },
    { metricName: `${name}_sum`, value: sumS, labels },
    { metricName: `${name}_count`, value: count, labels },
  ] as MetricValue<string>[];
}
