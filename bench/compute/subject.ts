/** Process: has primes counted in one way, as it is told. Arguments: the way, its threads, the port of the server. */
import { percentile } from '../measure/percentile.js';
import { closedLoop } from '../rpc/closed-loop.js';
import type { RunAnswer, RunOrder } from './orders.js';
import { SUBJECTS, type Subject } from './subjects.js';

const [name = '', threads, port] = process.argv.slice(2);
const subject: Subject | undefined = await SUBJECTS[name]?.(Number(threads), Number(port));
if (subject === undefined) throw new Error(`no way to count primes is called ${name}`);

process.on('message', async (order: RunOrder) => {
  process.send?.(await carryOut(subject, order));
});
process.once('disconnect', () => process.exit());
process.send?.({ ready: true });

async function carryOut({ count }: Subject, { n, expected, tasks, inFlight }: RunOrder): Promise<RunAnswer> {
  const latencies: number[] = [];
  let wrong = 0;
  let failure: string | undefined;
  const call = async (): Promise<void> => {
    const sentMs = performance.now();
    try {
      if ((await count(n)) !== expected) wrong += 1;
    } catch (error) {
      failure ??= error instanceof Error ? error.message : String(error);
    }
    latencies.push(performance.now() - sentMs);
  };
  const before = process.cpuUsage();
  const { seconds } = await closedLoop(call, { callers: inFlight, calls: tasks });
  const { user, system } = process.cpuUsage(before);
  latencies.sort((a, b) => a - b);
  return {
    seconds,
    cpuMicros: user + system,
    p50Ms: percentile(latencies, 50),
    p99Ms: percentile(latencies, 99),
    wrong,
    failure,
  };
}
