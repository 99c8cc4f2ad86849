import { availableParallelism } from 'node:os';
import { InvalidRun } from '../bench.js';
import { percentile } from '../measure/percentile.js';
import type { BenchContext } from './bench-context.js';
import { type LoadUsage, watchUsage } from './load-usage.js';
import { planOf } from './measure-throughput.js';
import type { LookAnswer, OpenAnswer, OpenOrder, OpenPlannedAnswer } from './orders.js';
import { openScene } from './scene.js';
import { differences } from './tally.js';

export interface Latency {
  readonly ratePerSecond: number;
  readonly events: number;
  readonly samples: number;
  /** From when an event was due to when the checkpoint with its effects was on disk. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** Of the events of the first seconds, which are not among the others: the service has just been started. */
  readonly warmUpP99Ms: number;
  /** How long after it was due an event was sent; part of the above. */
  readonly latenessP99Ms: number;
  readonly usage: LoadUsage;
}

export interface LatencyOptions {
  readonly ratePerSecond: number;
  readonly seconds: number;
  readonly seed: number;
}

const SAMPLES = 5_000;
const WARM_UP_SECONDS = 2;
const LINGER_MS = 5;
const DRAIN_WITHIN_MS = 60_000;

/** Events that are due by a Poisson schedule over one stream, and how long a sample of them took to be final. */
export async function measureLatency(
  context: BenchContext,
  { ratePerSecond, seconds, seed }: LatencyOptions,
): Promise<Latency> {
  context.step('latency at half load');
  const scene = await openScene(context, 1);
  const { server } = scene;
  const [simulator] = scene.simulators as [(typeof scene.simulators)[number]];
  const target = { port: server.port, token: server.token };
  const plan = planOf({ mode: 'stream', items: 1, seed, count: 1, index: 0 });
  const order: OpenOrder = {
    ask: 'plan-open',
    plan,
    target,
    ratePerSecond,
    seconds: seconds + WARM_UP_SECONDS,
    warmUpSeconds: WARM_UP_SECONDS,
    lingerMs: LINGER_MS,
    samples: SAMPLES,
  };
  const { zeroMs } = await simulator.ask<OpenPlannedAnswer>(order);
  const sending = simulator.ask<OpenAnswer>({ ask: 'open', target });
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, zeroMs - Date.now())));
  const watch = watchUsage(server.pid, availableParallelism());
  const answer = await sending;
  const usage = watch(answer.cpuMicros);
  const wrong = differences(answer.planted, answer.sent, { resent: 0 });
  if (wrong.length > 0) throw new InvalidRun(wrong.join('; '));
  await server.drained(DRAIN_WITHIN_MS);
  const { latenciesMs, warmUpMs } = await simulator.ask<LookAnswer>({ ask: 'look', target });
  await scene.stop();
  await scene.remove();
  return {
    ratePerSecond,
    events: answer.sent.items,
    samples: latenciesMs.length,
    p50Ms: percentile(latenciesMs, 50),
    p99Ms: percentile(latenciesMs, 99),
    maxMs: percentile(latenciesMs, 100),
    warmUpP99Ms: percentile(warmUpMs, 99),
    latenessP99Ms: answer.latenessP99Ms,
    usage,
  };
}
