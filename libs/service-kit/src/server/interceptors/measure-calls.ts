import { performance } from 'node:perf_hooks';
import type { Metrics } from '../../metrics/metrics.js';
import type { Interceptor } from '../interceptor.js';
import type { RpcMethod } from '../method.js';

/** Counts every call of a method and how long it took. */
export function measureCalls(metrics: Metrics, rpc: RpcMethod): Interceptor {
  const meter = metrics.serverMeter(rpc);
  return {
    enter: () => meter.started(),
    leave: ({ startedAt }, { codeName }) => meter.handled(codeName, (performance.now() - startedAt) / 1000),
  };
}
