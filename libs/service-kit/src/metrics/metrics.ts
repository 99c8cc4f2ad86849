import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { BreakerState } from '../client/circuit-breaker.js';
import type { RpcMethod } from '../server/method.js';
import type { MethodMeter } from './method-meter.js';
import { RpcFamilies } from './rpc-families.js';

/** What Prometheus reads of one process. */
export interface Metrics {
  readonly registry: Registry;
  serverMeter(rpc: RpcMethod): MethodMeter;
  clientMeter(rpc: RpcMethod, target: string): MethodMeter;
  /** Publishes the state of the circuit breaker towards a target, asked when it is read. */
  breakerState(target: string, state: () => BreakerState): void;
  /** @param name without unit prefix of the product: `trilha_` goes before it; must end in `_total` */
  counter<L extends string>(name: string, help: string, labelNames?: readonly L[]): Counter<L>;
  gauge(name: string, help: string, read: () => number | Promise<number>): void;
  /** Prometheus text exposition format. */
  text(): Promise<string>;
}

const STATES: readonly BreakerState[] = ['closed', 'open', 'half-open'];

/** One registry for a process: nothing is shared with another call of this. */
export function createMetrics({ service, version }: { service: string; version: string }): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'trilha_build_info',
    help: 'Always 1; what runs stands in the labels.',
    labelNames: ['service', 'version', 'node'],
    registers: [registry],
  }).set({ service, version, node: process.version }, 1);
  const server = new RpcFamilies('server', registry);
  const client = new RpcFamilies('client', registry);
  const breakers = new Map<string, () => BreakerState>();
  new Gauge({
    name: 'grpc_client_breaker_state',
    help: '1 for the state that the circuit breaker towards the target is in.',
    labelNames: ['target', 'state'],
    registers: [registry],
    collect() {
      for (const [target, current] of breakers) {
        for (const state of STATES) this.set({ target, state }, current() === state ? 1 : 0);
      }
    },
  });
  return {
    registry,
    serverMeter: (rpc) => server.meter(labelsOf(rpc)),
    clientMeter: (rpc, target) => client.meter({ ...labelsOf(rpc), target }),
    breakerState: (target, state) => breakers.set(target, state),
    counter: (name, help, labelNames = []) =>
      new Counter({ name: `trilha_${name}`, help, labelNames: [...labelNames], registers: [registry] }),
    gauge: (name, help, read) => {
      new Gauge({
        name: `trilha_${name}`,
        help,
        registers: [registry],
        async collect() {
          // One number that can't be read must not take the others with it.
          this.set(await Promise.resolve(read()).catch(() => Number.NaN));
        },
      });
    },
    text: () => registry.metrics(),
  };
}

const labelsOf = ({ type, service, method }: RpcMethod) => ({
  grpc_type: type,
  grpc_service: service,
  grpc_method: method,
});
