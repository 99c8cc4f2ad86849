/** Process: calls a server as it is told, over HTTP or gRPC, with the same loops and schedules for both. */
import { percentile } from '../measure/percentile.js';
import { poissonSchedule } from '../measure/poisson-schedule.js';
import { closedLoop } from '../rpc/closed-loop.js';
import { openLoop } from '../rpc/open-loop.js';
import { startPacer } from '../rpc/pacer.js';
import type { Caller } from './caller.js';
import { createGrpcCaller } from './grpc-caller.js';
import { createHttpCaller } from './http-caller.js';
import type { ClosedLoopAnswer, ClosedLoopOrder, OpenLoopAnswer, OpenLoopOrder } from './messages.js';

const pacer = startPacer();
process.on('message', async (order: ClosedLoopOrder | OpenLoopOrder) => {
  const create = order.protocol === 'http' ? createHttpCaller : createGrpcCaller;
  const caller = create(order.port, order.token);
  // A connection is made before the clock runs.
  await caller.call();
  process.send?.(await (order.ask === 'closed-loop' ? closed(caller, order) : open(caller, order)));
  caller.close();
});
process.once('disconnect', () => process.exit());

async function closed({ call, faults }: Caller, order: ClosedLoopOrder): Promise<ClosedLoopAnswer> {
  const before = process.cpuUsage();
  const done = await closedLoop(call, { callers: order.callers, ...order.until });
  const { user, system } = process.cpuUsage(before);
  return { ...done, cpuMicros: user + system, ...faults() };
}

async function open({ call, faults }: Caller, order: OpenLoopOrder): Promise<OpenLoopAnswer> {
  const { latencies, lateness } = await openLoop(call, poissonSchedule(order), pacer);
  latencies.sort();
  lateness.sort();
  return {
    calls: latencies.length,
    p50Ms: percentile(latencies, 50),
    p99Ms: percentile(latencies, 99),
    latenessP99Ms: percentile(lateness, 99),
    ...faults(),
  };
}
