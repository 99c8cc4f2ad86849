import { Counter, Registry } from 'prom-client';
import type { BreakerState } from '../client/circuit-breaker.js';
import { atMost } from '../lifecycle/at-most.js';
import type { MethodMeter, RpcMethod } from './method-meter.js';
import { registerProcessMetrics } from './process-metrics.js';
import { RpcMetrics } from './rpc-metrics.js';
import { registerScraped, type Sample } from './scraped-metric.js';
import type { Totals } from './traffic.js';

export type { MethodMeter, RpcMethod } from './method-meter.js';

/** A gauge that can't be read within this time has no sample in that scrape. */
const GAUGE_WITHIN_MS = 1_000;

const BREAKER_STATES: readonly BreakerState[] = ['closed', 'open', 'half-open'];

/** What one service counts. Nothing in it is shared with another `createMetrics`, but for the facts of the process. */
export interface Metrics {
  /** Holds everything below; never prom-client's global one. */
  readonly registry: Registry;
  /** `grpc_server_started_total`, `grpc_server_handled_total{grpc_code}`, `grpc_server_handling_seconds`. */
  serverMeter(method: RpcMethod): MethodMeter;
  /**
   * `grpc_client_started_total`, `grpc_client_handled_total{grpc_code}`, `grpc_client_handling_seconds`.
   *
   * @param target short name of the service called, such as `midia`
   */
  clientMeter(method: RpcMethod, target: string): MethodMeter;
  /** `grpc_client_breaker_state{target,state}`: 1 for the state it is in, 0 for the others; asked on each scrape. */
  breakerState(target: string, state: () => BreakerState): void;
  /**
   * A counter of the domain.
   *
   * @param name snake case with its unit, ending in `_total`
   * @param labelNames labels with few values each; never ids of users
   * @throws TypeError when the name does not end in `_total`; Error when the name is taken
   */
  counter<Label extends string = never>(
    name: string,
    help: string,
    labelNames?: readonly Label[],
  ): Counter<Label>;
  /**
   * A gauge that is read on each scrape. It has no sample while `read` fails or takes over a second.
   *
   * @throws Error when the name is taken
   */
  gauge(name: string, help: string, read: () => number | Promise<number>): void;
  /** All calls served so far, but those by which the service is watched. */
  servedTotals(): Totals;
  /** Prometheus text format 0.0.4. */
  text(): Promise<string>;
}

/** Makes the metrics of a service, with `process_*`, `nodejs_*` and `trilha_build_info`. */
export function createMetrics({ service, version }: { service: string; version: string }): Metrics {
  const registry = new Registry();
  const breakers = new Map<string, () => BreakerState>();
  registerScraped(registry, {
    name: 'trilha_build_info',
    help: 'What runs here; always 1.',
    type: 'gauge',
    samples: () => [{ labels: { service, version, node: process.versions.node }, value: 1 }],
  });
  const server = new RpcMetrics(registry, 'server');
  const client = new RpcMetrics(registry, 'client');
  registerScraped(registry, {
    name: 'grpc_client_breaker_state',
    help: 'Circuit breaker of each target: 1 for the state it is in.',
    type: 'gauge',
    samples: () => [...breakers].flatMap(([target, state]) => breakerSamples(target, state())),
  });
  registerProcessMetrics(registry);
  return {
    registry,
    serverMeter: (method) => server.meter(method),
    clientMeter: (method, target) => client.meter(method, { target }),
    breakerState: (target, state) => void breakers.set(target, state),
    counter(name, help, labelNames = []) {
      if (!name.endsWith('_total')) throw new TypeError(`${name}: the name of a counter ends in _total`);
      return new Counter({ name, help, labelNames: [...labelNames], registers: [registry] });
    },
    gauge(name, help, read) {
      registerScraped(registry, { name, help, type: 'gauge', samples: () => gaugeSamples(read) });
    },
    servedTotals: () => server.totals(),
    text: () => registry.metrics(),
  };
}

const breakerSamples = (target: string, now: BreakerState): readonly Sample[] =>
  BREAKER_STATES.map((state) => ({ labels: { target, state }, value: state === now ? 1 : 0 }));

/** One gauge must not cost the operator the others, so its failure only leaves a gap. */
async function gaugeSamples(read: () => number | Promise<number>): Promise<readonly Sample[]> {
  try {
    const value = await atMost<number | undefined>(GAUGE_WITHIN_MS, read(), undefined);
    return value === undefined ? [] : [{ labels: {}, value }];
  } catch {
    return [];
  }
}
