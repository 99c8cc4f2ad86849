import { countPrimes } from '@trilha/pipeline/compute';
import type { Bundle } from '../gateway/bundle-servers.js';
import type { CleanUp } from '../ingest/clean-up.js';
import { median } from '../measure/percentile.js';
import { type Side, startComputeServer, startSide } from './bench-processes.js';
import type { RunAnswer, RunOrder } from './orders.js';

/** What tasks are handed to. `loops`: as many bare loops as there are workers, which is what the machine can do. */
export const RATED = ['loops', 'pool', 'tcp', 'piscina', 'workerpool', 'process'] as const;
export type Rated = (typeof RATED)[number];

/** Those whose threads are in the process that is asked for its processor time. */
export const HANDED_OVER = ['pool', 'piscina', 'workerpool'] as const;

/** Rate of one side over the rounds. */
export interface Rate {
  readonly perSecond: number;
  /** Of as many times the rate of one bare loop as there are workers: median of the rounds, lowest, highest. */
  readonly share: number;
  readonly minShare: number;
  readonly maxShare: number;
}

export interface Rates {
  readonly taskMs: number;
  readonly n: number;
  readonly loopPerSecond: number;
  readonly sides: Readonly<Record<Rated, Rate>>;
}

/** What it costs to hand an empty task to a thread and take its answer back: processor time, medians of the rounds. */
export type HandOver = Readonly<Record<(typeof HANDED_OVER)[number], number>>;

export interface AllRates {
  readonly rates: readonly Rates[];
  readonly handOverMicros: HandOver;
}

export interface RatesOptions {
  readonly bundle: Bundle;
  readonly cleanUp: CleanUp;
  readonly workers: number;
  readonly tasksMs: readonly number[];
  readonly rounds: number;
  readonly seconds: number;
  readonly onStep: (label: string) => void;
}

/** Enough that no thread waits for the next task. */
const IN_FLIGHT_PER_WORKER = 4;
/** What it takes to start a process and end it; only tells how many fit in a round. */
const PROCESS_MS = 60;
/** There are no primes up to 1. */
const EMPTY = { n: 1, expected: 0 } as const;
const EMPTY_TASKS = 10_000;

/** Every side with tasks of each length, one side after the other, the next round in the opposite order. */
export async function measureRates(options: RatesOptions): Promise<AllRates> {
  const { bundle, cleanUp, workers, tasksMs } = options;
  const server = await startComputeServer(workers, cleanUp);
  const start = (name: string): Promise<Side> =>
    startSide(bundle, name, cleanUp, { threads: workers, port: server.port });
  const loops = await Promise.all(Array.from({ length: workers }, () => start('loop')));
  const sides = new Map<Rated, Side>([['loops', inParallel(loops)]]);
  for (const name of RATED) if (name !== 'loops') sides.set(name, await start(name));
  const loop = loops[0] as Side;
  const rates: Rates[] = [];
  for (const taskMs of tasksMs) {
    options.onStep(`calibrating ${taskMs} ms`);
    rates.push(await measureAt(options, taskMs, await calibrate(loop, taskMs), loop, sides));
  }
  const handOverMicros = await measureHandOver(options, sides);
  await Promise.all([...loops, ...sides.values()].map((side) => side.stop()));
  await server.stop();
  return { rates, handOverMicros };
}

async function measureAt(
  { workers, rounds, seconds, onStep }: RatesOptions,
  taskMs: number,
  n: number,
  loop: Side,
  sides: ReadonlyMap<Rated, Side>,
): Promise<Rates> {
  const expected = countPrimes(n);
  const orderOf = (name: Rated | 'loop'): RunOrder => {
    const perTask = name === 'process' ? taskMs + PROCESS_MS : taskMs;
    const threads = name === 'loop' ? 1 : workers;
    return {
      n,
      expected,
      tasks: Math.max(2 * threads, Math.round((seconds * 1000 * threads) / perTask)),
      inFlight: name === 'loop' ? 1 : name === 'process' ? workers : IN_FLIGHT_PER_WORKER * workers,
    };
  };
  const rateOf = async (name: Rated | 'loop', side: Side): Promise<number> => {
    onStep(`${taskMs} ms tasks: ${name}`);
    const order = orderOf(name);
    return order.tasks / (await side.run(order)).seconds;
  };
  for (const [name, side] of sides) await side.run({ ...orderOf(name), tasks: 4 * workers });
  const loopRates: number[] = [];
  const rates = new Map<Rated, number[]>(RATED.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    const order: [Rated | 'loop', Side][] = [['loop', loop], ...sides];
    for (const [name, side] of round % 2 === 0 ? order : order.reverse())
      (name === 'loop' ? loopRates : (rates.get(name) as number[])).push(await rateOf(name, side));
  }
  return {
    taskMs,
    n,
    loopPerSecond: median(loopRates),
    sides: Object.fromEntries(
      [...rates].map(([name, of]) => [name, summarise(of, loopRates, workers)]),
    ) as Record<Rated, Rate>,
  };
}

/** Of empty tasks; processor time depends little on what else runs on the machine. */
async function measureHandOver(
  { workers, rounds, onStep }: RatesOptions,
  sides: ReadonlyMap<Rated, Side>,
): Promise<HandOver> {
  const order: RunOrder = { ...EMPTY, tasks: EMPTY_TASKS, inFlight: IN_FLIGHT_PER_WORKER * workers };
  const micros = new Map<Rated, number[]>(HANDED_OVER.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const name of round % 2 === 0 ? HANDED_OVER : HANDED_OVER.toReversed()) {
      onStep(`empty tasks: ${name}`);
      const { cpuMicros } = await (sides.get(name) as Side).run(order);
      micros.get(name)?.push(cpuMicros / order.tasks);
    }
  }
  return Object.fromEntries([...micros].map(([name, of]) => [name, median(of)])) as HandOver;
}

/** Shares by round, since what disturbs the machine disturbs both. */
export function summarise(rates: readonly number[], loops: readonly number[], workers: number): Rate {
  const shares = rates.map((rate, round) => rate / (workers * (loops[round] ?? Number.NaN)));
  return {
    perSecond: median(rates),
    share: median(shares),
    minShare: Math.min(...shares),
    maxShare: Math.max(...shares),
  };
}

/** The n whose primes one bare loop counts in so many milliseconds of processor time. */
async function calibrate(loop: Side, taskMs: number): Promise<number> {
  let n = 1_000_000;
  for (let attempt = 0; attempt < 4; attempt++) {
    const tasks = Math.max(5, Math.round((200 * 1_000_000) / n));
    const { cpuMicros } = await loop.run({ n, expected: countPrimes(n), tasks, inFlight: 1 });
    n = Math.round((n * taskMs) / (cpuMicros / 1000 / tasks));
  }
  return n;
}

/** The tasks of an order shared out among loops that run at the same time. */
const inParallel = (loops: readonly Side[]): Side => ({
  run: async (order) => {
    const tasks = Math.ceil(order.tasks / loops.length);
    const answers = await Promise.all(loops.map((loop) => loop.run({ ...order, tasks, inFlight: 1 })));
    const slowest = answers.reduce((a, b) => (b.seconds > a.seconds ? b : a)) as RunAnswer;
    return slowest;
  },
  stop: async () => {},
});
