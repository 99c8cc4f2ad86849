import { availableParallelism } from 'node:os';
import { InvalidRun } from '../bench.js';
import type { BenchContext } from './bench-context.js';
import { type Checked, checkStopped } from './check-stopped.js';
import { startIngestServer } from './ingest-server.js';
import { type LoadUsage, watchUsage } from './load-usage.js';
import { IN_FLIGHT, planOf } from './measure-throughput.js';
import { type MemoryPoint, type MemoryTrend, trendOf } from './memory-trend.js';
import type { SentAnswer } from './orders.js';
import { openScene } from './scene.js';
import { differences, storedOf, sumOf } from './tally.js';

export interface Big {
  readonly stored: number;
  readonly resent: number;
  /** While it was also made and encoded on the same machine. */
  readonly storedPerSecond: number;
  readonly memory: MemoryTrend;
  readonly usage: LoadUsage;
  /** Events that were acknowledged but not final when the service was killed. */
  readonly behindAtKill: number;
  /** From the start of the killed service until it was ready. */
  readonly readySeconds: number;
  readonly checked: readonly Checked[];
}

export interface BigOptions {
  readonly items: number;
  readonly simulators: number;
  readonly seed: number;
}

const LOOK_EVERY_MS = 50;
const DRAIN_WITHIN_MS = 600_000;

/** Many events, memory all the while; then SIGKILL as soon as the last is acknowledged, and a start on what is there. */
export async function measureBig(
  context: BenchContext,
  { items, simulators: count, seed }: BigOptions,
): Promise<Big> {
  context.step(`${items.toLocaleString('en-US')} events`);
  const scene = await openScene(context, count);
  const { server, simulators, dataDir } = scene;
  const target = { port: server.port, token: server.token };
  const watch = watchUsage(server.pid, availableParallelism());
  const memory = watchMemory(server);
  const answers = await Promise.all(
    simulators.map((simulator, index) => {
      const plan = planOf({ mode: 'stream', items, seed, count, index });
      return simulator.ask<SentAnswer>({ ask: 'flow', plan, target, inFlight: IN_FLIGHT.stream });
    }),
  );
  const points = await memory.end();
  const usage = watch(answers.reduce((sum, { cpuMicros }) => sum + cpuMicros, 0));
  const sent = sumOf(answers.map((answer) => answer.sent));
  const planted = sumOf(answers.map((answer) => answer.planted));
  const resent = answers.reduce((sum, answer) => sum + answer.resent, 0);
  const wrong = differences(planted, sent, { resent });
  if (wrong.length > 0) throw new InvalidRun(wrong.join('; '));
  const { pendentes } = await server.status();
  await server.kill();

  context.step('starting after SIGKILL');
  const again = await startIngestServer(dataDir, context);
  await again.drained(DRAIN_WITHIN_MS);
  const { confirmados, mortos } = await again.status();
  const stored = storedOf(planted);
  if (Number(confirmados) !== stored || mortos !== 0n) {
    throw new InvalidRun(
      `after SIGKILL: ${stored} were acknowledged, ${confirmados} are there, ${mortos} dead`,
    );
  }
  await Promise.all(simulators.map((simulator) => simulator.stop()));
  await again.stop();
  const checked = await checkStopped(dataDir, context);
  await scene.remove();
  return {
    stored,
    resent,
    storedPerSecond: stored / usage.seconds,
    memory: trendOf(points),
    usage,
    behindAtKill: Number(pendentes),
    readySeconds: again.readySeconds,
    checked,
  };
}

interface Gauges {
  gauges(): Promise<ReadonlyMap<string, number>>;
}

function watchMemory(server: Gauges): { end(): Promise<readonly MemoryPoint[]> } {
  const points: MemoryPoint[] = [];
  let ended = false;
  const watching = (async () => {
    while (!ended) {
      const gauges = await server.gauges();
      const read = (name: string): number => gauges.get(name) ?? Number.NaN;
      points.push({
        events: read('trilha_ingestion_records'),
        rssBytes: read('process_resident_memory_bytes'),
        heapBytes: read('nodejs_heap_size_used_bytes'),
      });
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  })();
  watching.catch(() => {});
  return {
    end: async () => {
      ended = true;
      await watching;
      return points;
    },
  };
}
