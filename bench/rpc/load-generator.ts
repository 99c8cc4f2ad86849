/** Process: calls a server as it is told, always through the same bare grpc-js client. */
import { percentile } from '../measure/percentile.js';
import { poissonSchedule } from '../measure/poisson-schedule.js';
import { closedLoop } from './closed-loop.js';
import { createEchoClient, type EchoClient } from './echo-client.js';
import type { ClosedLoopAnswer, ClosedLoopOrder, OpenLoopAnswer, OpenLoopOrder } from './messages.js';
import { openLoop } from './open-loop.js';
import { startPacer } from './pacer.js';

const pacer = startPacer();
process.on('message', async (order: ClosedLoopOrder | OpenLoopOrder) => {
  const client = createEchoClient(order.port, order.metadata);
  // The connection is made before the clock runs.
  await client.call();
  process.send?.(await (order.ask === 'closed-loop' ? closed(client, order) : open(client, order)));
  client.close();
});
process.once('disconnect', () => process.exit());

async function closed(client: EchoClient, { callers, until }: ClosedLoopOrder): Promise<ClosedLoopAnswer> {
  return { ...(await closedLoop(client.call, { callers, ...until })), ...client.faults() };
}

async function open(client: EchoClient, order: OpenLoopOrder): Promise<OpenLoopAnswer> {
  const { latencies, lateness } = await openLoop(client.call, poissonSchedule(order), pacer);
  latencies.sort();
  lateness.sort();
  return {
    calls: latencies.length,
    p50Ms: percentile(latencies, 50),
    p99Ms: percentile(latencies, 99),
    latenessP99Ms: percentile(lateness, 99),
    ...client.faults(),
  };
}
