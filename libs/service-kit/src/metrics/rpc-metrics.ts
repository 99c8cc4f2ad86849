import type { Registry } from 'prom-client';
import {
  CountingMeter,
  GRPC_CODES,
  LATENCY_BUCKETS,
  type MethodMeter,
  type RpcMethod,
} from './method-meter.js';
import { registerScraped, type Sample } from './scraped-metric.js';
import { FAULT_CODES, isHousekeeping, type Totals } from './traffic.js';

/**
 * The three families of one side: `grpc_<side>_started_total`, `grpc_<side>_handled_total` and
 * `grpc_<side>_handling_seconds`. Only methods that were asked for have series, so callers can't make any.
 */
export class RpcMetrics {
  private readonly meters = new Map<string, CountingMeter>();

  constructor(registry: Registry, side: 'server' | 'client') {
    const verb = side === 'server' ? 'served' : 'made';
    registerScraped(registry, {
      name: `grpc_${side}_started_total`,
      help: `RPCs that began, ${verb} by this process.`,
      type: 'counter',
      samples: () => this.read(startedSamples),
    });
    registerScraped(registry, {
      name: `grpc_${side}_handled_total`,
      help: `RPCs that ended, ${verb} by this process, by status.`,
      type: 'counter',
      samples: () => this.read(handledSamples),
    });
    const seconds = `grpc_${side}_handling_seconds`;
    registerScraped(registry, {
      name: seconds,
      help: `Seconds from begin to end of RPCs ${verb} by this process.`,
      type: 'histogram',
      samples: () => this.read((meter) => histogramSamples(seconds, meter)),
    });
  }

  /** The same meter for the same method and labels. */
  meter({ service, method, type }: RpcMethod, labels: Readonly<Record<string, string>> = {}): MethodMeter {
    const all = { ...labels, grpc_type: type, grpc_service: service, grpc_method: method };
    const key = JSON.stringify(all);
    const meter = this.meters.get(key) ?? new CountingMeter(all);
    this.meters.set(key, meter);
    return meter;
  }

  /** All calls so far that somebody wanted something with. */
  totals(): Totals {
    const buckets = new Float64Array(LATENCY_BUCKETS.length + 1);
    let calls = 0;
    let faults = 0;
    for (const { labels, handledByCode, callsByBucket } of this.meters.values()) {
      if (isHousekeeping(labels.grpc_service ?? '', labels.grpc_method ?? '')) continue;
      for (const [code, count] of handledByCode.entries()) {
        calls += count;
        if (FAULT_CODES.has(GRPC_CODES[code] ?? '')) faults += count;
      }
      for (const [bucket, count] of callsByBucket.entries()) buckets[bucket] = (buckets[bucket] ?? 0) + count;
    }
    return { calls, faults, buckets };
  }

  private read(samplesOf: (meter: CountingMeter) => readonly Sample[]): readonly Sample[] {
    return [...this.meters.values()].flatMap(samplesOf);
  }
}

const startedSamples = ({ labels, startedCalls }: CountingMeter): readonly Sample[] => [
  { labels, value: startedCalls },
];

/** The statuses that occurred, and OK even before it did, so that a rate sees the first call. */
function handledSamples({ labels, handledByCode }: CountingMeter): readonly Sample[] {
  return GRPC_CODES.flatMap((grpc_code, index) => {
    const value = handledByCode[index] ?? 0;
    return value > 0 || grpc_code === 'OK' ? [{ labels: { ...labels, grpc_code }, value }] : [];
  });
}

function histogramSamples(
  name: string,
  { labels, callsByBucket, seconds }: CountingMeter,
): readonly Sample[] {
  let calls = 0;
  const buckets = [...LATENCY_BUCKETS, '+Inf'].map((le, index) => {
    calls += callsByBucket[index] ?? 0;
    return { metricName: `${name}_bucket`, labels: { ...labels, le }, value: calls };
  });
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels, value: seconds },
    { metricName: `${name}_count`, labels, value: calls },
  ];
}
