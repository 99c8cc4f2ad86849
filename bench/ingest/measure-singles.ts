import { availableParallelism } from 'node:os';
import { alternate } from '../measure/alternate.js';
import { median } from '../measure/percentile.js';
import { startChild } from '../rpc/child.js';
import { type Ratio, ratioOf } from '../rpc/measure-throughput.js';
import type { Listening } from '../rpc/messages.js';
import type { BenchContext } from './bench-context.js';
import { type LoadUsage, watchUsage } from './load-usage.js';
import { planOf } from './measure-throughput.js';
import type { SinglesAnswer } from './orders.js';
import { openScene } from './scene.js';

export interface Singles {
  readonly callers: number;
  /** Medians over the rounds. */
  readonly echoPerSecond: number;
  readonly ingestionPerSecond: number;
  /** Ingestion over the echo. */
  readonly ratio: Ratio;
  /** While ingestion was called, the last time. */
  readonly usage: LoadUsage;
}

export interface SinglesOptions {
  readonly callers: number;
  readonly rounds: number;
  readonly seconds: number;
  readonly seed: number;
}

/** More than a machine of today makes of single calls. */
const POOL_PER_SECOND = 20_000;
const DRAIN_WITHIN_MS = 60_000;

/** `IngestTransaction`, an event a call, against an echo of the same bytes on bare grpc-js; rounds alternate. */
export async function measureSingles(
  context: BenchContext,
  { callers, rounds, seconds, seed }: SinglesOptions,
): Promise<Singles> {
  context.step('single events: preparing');
  const scene = await openScene(context, 1);
  const { server } = scene;
  const [simulator] = scene.simulators as [(typeof scene.simulators)[number]];
  const echo = startChild('bare-server.ts');
  context.cleanUp.add(() => echo.stop());
  const { port } = await echo.heard<Listening>();
  const { token } = server;
  const targets = { ingestion: { port: server.port, token }, echo: { port, token } };
  const plan = planOf({ mode: 'stream', items: 1, seed, count: 1, index: 0 });
  const count = Math.ceil((rounds + 1) * seconds * POOL_PER_SECOND);
  await simulator.ask({ ask: 'plan-singles', plan, count, target: targets.ingestion });
  const round = (to: 'echo' | 'ingestion', forSeconds: number): Promise<SinglesAnswer> =>
    simulator.ask<SinglesAnswer>({ ask: 'singles', to, target: targets[to], callers, seconds: forSeconds });
  for (const to of ['echo', 'ingestion'] as const) await round(to, seconds / 2);
  const rates = { echo: [] as number[], ingestion: [] as number[] };
  let usage: LoadUsage | undefined;
  for (const [index, sides] of alternate('echo' as const, 'ingestion' as const, rounds).entries()) {
    context.step(`single events: round ${index + 1} of ${rounds}`);
    for (const to of sides) {
      const watch = watchUsage(server.pid, availableParallelism());
      const answer = await round(to, seconds);
      if (to === 'ingestion') usage = watch(answer.cpuMicros);
      rates[to].push(answer.calls / answer.seconds);
    }
  }
  await server.drained(DRAIN_WITHIN_MS);
  await echo.stop();
  await scene.stop();
  await scene.remove();
  return {
    callers,
    echoPerSecond: median(rates.echo),
    ingestionPerSecond: median(rates.ingestion),
    ratio: ratioOf(rates.ingestion, rates.echo),
    usage: usage as LoadUsage,
  };
}
