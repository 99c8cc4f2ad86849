import type { Metric, Registry } from 'prom-client';

/** One line of a family. */
export interface Sample {
  /** Where it differs from the family's: `…_bucket`, `…_sum`, `…_count`. */
  readonly metricName?: string;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
}

export interface ScrapedMetricOptions {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  /** Reads the samples when somebody scrapes. */
  readonly samples: () => readonly Sample[] | Promise<readonly Sample[]>;
}

/**
 * Registers a family whose numbers live elsewhere and are read on each scrape. prom-client's own metrics can't take
 * the buckets of a histogram from outside; its registry only calls `get` of what it holds.
 */
export function registerScraped(
  registry: Registry,
  { name, help, type, samples }: ScrapedMetricOptions,
): void {
  const metric = {
    name,
    help,
    type,
    aggregator: 'sum',
    get: async () => ({ name, help, type, aggregator: 'sum', values: await samples() }),
    reset: () => {},
  };
  registry.registerMetric(metric as unknown as Metric);
}
