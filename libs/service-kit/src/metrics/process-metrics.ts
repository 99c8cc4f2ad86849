import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { registerScraped } from './scraped-metric.js';

/** How often the event loop is looked at. */
const LAG_RESOLUTION_MS = 10;
/** A look at the lag covers at least this much of the past, however many scrapers there are. */
const LAG_WINDOW_MS = 10_000;

/**
 * Gauges that prom-client names like counters (promtool refuses `_total` on a gauge), and its lag gauges, which each
 * scrape resets for every other scraper and which count the sampling interval as lag.
 */
const LEFT_OUT = /^nodejs_(active_\w+_total|eventloop_lag_\w+)$/;

let shared: Registry | undefined;

/**
 * Adds what the process is doing: `process_*` and `nodejs_*`. There is one process, so all registries hold the same
 * metrics, made once; no timer keeps the process alive.
 */
export function registerProcessMetrics(registry: Registry): void {
  shared ??= createProcessMetrics();
  for (const { name } of shared.getMetricsAsArray()) {
    const metric = shared.getSingleMetric(name);
    if (metric !== undefined) registry.registerMetric(metric);
  }
}

function createProcessMetrics(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  for (const { name } of registry.getMetricsAsArray()) {
    if (LEFT_OUT.test(name)) registry.removeSingleMetric(name);
  }
  const lag = watchLag();
  registerScraped(registry, {
    name: 'nodejs_eventloop_lag_p99_seconds',
    help: 'Lateness of the event loop that 1 in 100 turns exceeds, over the last 10 s or more.',
    type: 'gauge',
    samples: () => [{ labels: {}, value: lag().p99 }],
  });
  registerScraped(registry, {
    name: 'nodejs_eventloop_lag_max_seconds',
    help: 'Longest lateness of the event loop, over the last 10 s or more.',
    type: 'gauge',
    samples: () => [{ labels: {}, value: lag().max }],
  });
  return registry;
}

interface Lag {
  readonly p99: number;
  readonly max: number;
}

/** Seconds the event loop was late in this window and the one before, so that no reader takes it from another. */
function watchLag(): () => Lag {
  const histogram = monitorEventLoopDelay({ resolution: LAG_RESOLUTION_MS });
  histogram.enable();
  let windowBegan = performance.now();
  let before: Lag = { p99: 0, max: 0 };
  const seconds = (nanos: number): number => Math.max(0, nanos / 1e6 - LAG_RESOLUTION_MS) / 1e3;
  return () => {
    const current = { p99: seconds(histogram.percentile(99)), max: seconds(histogram.max) };
    const lag = { p99: Math.max(before.p99, current.p99), max: Math.max(before.max, current.max) };
    if (performance.now() - windowBegan >= LAG_WINDOW_MS) {
      windowBegan = performance.now();
      before = current;
      histogram.reset();
    }
    return lag;
  };
}
