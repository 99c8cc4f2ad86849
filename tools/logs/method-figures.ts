import { LatencyHistogram } from './latency-histogram.js';
import type { Call } from './log-line.js';

/** Methods with figures of their own; logs of the services have a few hundred, so more means a log of something else. */
const MAX_METHODS = 2_000;

export interface MethodFigures {
  readonly service: string;
  readonly method: string;
  readonly calls: number;
  /** By the name of their status, OK left out; the most frequent first. */
  readonly errors: Readonly<Record<string, number>>;
  readonly failed: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

interface Tally {
  readonly service: string;
  readonly method: string;
  readonly latency: LatencyHistogram;
  readonly errors: Map<string, number>;
}

/** Adds up calls by service and method, in memory that does not grow with their number. */
export class MethodTallies {
  private readonly byService = new Map<string, Map<string, Tally>>();
  private methods = 0;

  add({ service, method, status, durationMs }: Call): void {
    const tally = this.tallyOf(service, method);
    tally.latency.record(durationMs);
    if (status !== 'OK') tally.errors.set(status, (tally.errors.get(status) ?? 0) + 1);
  }

  /** The busiest first. */
  figures(): readonly MethodFigures[] {
    return [...this.byService.values()]
      .flatMap((methods) => [...methods.values()])
      .map(figuresOf)
      .sort((a, b) => b.calls - a.calls);
  }

  private tallyOf(service: string, method: string): Tally {
    const known = this.byService.get(service)?.get(method);
    if (known !== undefined) return known;
    if (this.methods >= MAX_METHODS && method !== 'other') return this.tallyOf('other', 'other');
    const made = { service, method, latency: new LatencyHistogram(), errors: new Map<string, number>() };
    const methods = this.byService.get(service) ?? new Map<string, Tally>();
    this.byService.set(service, methods.set(method, made));
    this.methods += 1;
    return made;
  }
}

function figuresOf({ service, method, latency, errors }: Tally): MethodFigures {
  const sorted = [...errors].sort(([, a], [, b]) => b - a);
  return {
    service,
    method,
    calls: latency.count,
    errors: Object.fromEntries(sorted),
    failed: sorted.reduce((sum, [, count]) => sum + count, 0),
    p50Ms: rounded(latency.percentile(50)),
    p95Ms: rounded(latency.percentile(95)),
    p99Ms: rounded(latency.percentile(99)),
    maxMs: rounded(latency.maxMs),
  };
}

const rounded = (ms: number): number => Math.round(ms * 1_000) / 1_000;
