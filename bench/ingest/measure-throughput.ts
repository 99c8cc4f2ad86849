import { availableParallelism } from 'node:os';
import { InvalidRun } from '../bench.js';
import type { BenchContext } from './bench-context.js';
import { type Checked, checkStopped } from './check-stopped.js';
import { type LoadUsage, watchUsage } from './load-usage.js';
import type { PlannedAnswer, PlanOrder, SentAnswer } from './orders.js';
import { PLAN, type PlanOptions } from './plan-messages.js';
import { openScene } from './scene.js';
import { differences, rejectedOf, storedOf, sumOf, type Tally } from './tally.js';

export type Mode = PlanOptions['mode'];

export interface Throughput {
  readonly mode: Mode;
  readonly simulators: number;
  readonly sent: Tally;
  /** Items with an answer, and events that are final, a second from the first message on. */
  readonly ackedPerSecond: number;
  readonly finalisedPerSecond: number;
  readonly usage: LoadUsage;
  /** What came of looking at the folder afterwards; only of the last run. */
  readonly checked: readonly Checked[];
}

export interface ThroughputOptions {
  readonly modes: readonly Mode[];
  readonly simulators: readonly number[];
  readonly items: number;
  readonly seed: number;
}

/** Messages of 1,000 items that a simulator has under way at most. */
export const IN_FLIGHT: Readonly<Record<Mode, number>> = { batches: 8, stream: 32 };
const DRAIN_WITHIN_MS = 300_000;

/** Each way with each number of simulators, each on a service of its own that begins empty. */
export async function measureThroughput(
  context: BenchContext,
  { modes, simulators, items, seed }: ThroughputOptions,
): Promise<readonly Throughput[]> {
  const runs = modes.flatMap((mode) => simulators.map((count) => ({ mode, count })));
  const found: Throughput[] = [];
  for (const [index, { mode, count }] of runs.entries()) {
    context.step(`throughput: ${mode}, ${count} ${count === 1 ? 'simulator' : 'simulators'}`);
    found.push(await measureRun(context, { mode, count, items, seed, last: index === runs.length - 1 }));
  }
  return found;
}

interface Run {
  readonly mode: Mode;
  readonly count: number;
  readonly items: number;
  readonly seed: number;
  readonly last: boolean;
}

async function measureRun(
  context: BenchContext,
  { mode, count, items, seed, last }: Run,
): Promise<Throughput> {
  const scene = await openScene(context, count);
  const { server, simulators, dataDir } = scene;
  const plans = Array.from({ length: count }, (_, i) => planOf({ mode, items, seed, count, index: i }));
  const planned = await Promise.all(
    simulators.map((simulator, i) => simulator.ask<PlannedAnswer>({ ask: 'plan', plan: plans[i] })),
  );
  const target = { port: server.port, token: server.token };
  const usage = watchUsage(server.pid, availableParallelism());
  const answers = await Promise.all(
    simulators.map((simulator) =>
      simulator.ask<SentAnswer>({ ask: 'send', target, inFlight: IN_FLIGHT[mode] }),
    ),
  );
  const finalisedAtMs = await server.drained(DRAIN_WITHIN_MS);
  const used = usage(answers.reduce((sum, { cpuMicros }) => sum + cpuMicros, 0));
  const sent = await soundLoad(
    server,
    planned.map(({ planted }) => planted),
    answers,
  );
  await scene.stop();
  const checked = last ? await checkStopped(dataDir, context) : [];
  await scene.remove();
  const startedAtMs = Math.min(...answers.map((answer) => answer.startedAtMs));
  const ackedMs = Math.max(...answers.map((answer) => answer.endedAtMs)) - startedAtMs;
  return {
    mode,
    simulators: count,
    sent,
    ackedPerSecond: (sent.items - rejectedOf(sent)) / (ackedMs / 1_000),
    finalisedPerSecond: storedOf(sent) / ((finalisedAtMs - startedAtMs) / 1_000),
    usage: used,
    checked,
  };
}

export interface PlanOf {
  readonly mode: Mode;
  readonly items: number;
  readonly seed: number;
  /** Simulators that share the clients and items, and which of them this is. */
  readonly count: number;
  readonly index: number;
}

export function planOf({ mode, items, seed, count, index }: PlanOf): PlanOrder {
  return {
    ...PLAN,
    mode,
    items: Math.ceil(items / count),
    clients: Math.ceil(PLAN.clients / count),
    seed: seed + index,
    instance: `-${index}`,
    emittedAtMs: Date.now(),
  };
}

/**
 * What the simulators counted, all together.
 *
 * @throws InvalidRun when it is not what was planted, or not what the service says it has
 */
export async function soundLoad(
  server: { status(): Promise<{ confirmados: bigint; finalizados: bigint; mortos: bigint }> },
  planted: readonly Tally[],
  answers: readonly SentAnswer[],
): Promise<Tally> {
  const sent = sumOf(answers.map((answer) => answer.sent));
  const resent = answers.reduce((sum, answer) => sum + answer.resent, 0);
  const all = sumOf(planted);
  const wrong = differences(all, sent, { resent });
  const { confirmados, finalizados, mortos } = await server.status();
  const stored = storedOf(all);
  const said = [
    ...wrong,
    ...(Number(confirmados) === stored ? [] : [`stored: planted ${stored}, the service says ${confirmados}`]),
    ...(finalizados === confirmados ? [] : [`final: ${finalizados} of ${confirmados}, dead: ${mortos}`]),
  ];
  if (said.length > 0) throw new InvalidRun(said.join('; '));
  return sent;
}
