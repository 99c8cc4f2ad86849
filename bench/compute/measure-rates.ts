import { setTimeout as pause } from 'node:timers/promises';
import { countPrimes } from '@trilha/pipeline/compute';
import type { Bundle } from '../gateway/bundle-servers.js';
import type { CleanUp } from '../ingest/clean-up.js';
import { median } from '../measure/percentile.js';
import { type Ran, type Side, startComputeServer, startSide } from './bench-processes.js';
import type { RunOrder } from './orders.js';

/** What tasks are handed to. `loops`: as many bare loops as there are workers, which is what the machine can do. */
export const RATED = ['loops', 'pool', 'tcp', 'piscina', 'workerpool', 'process'] as const;
export type Rated = (typeof RATED)[number];
type HandedTo = Exclude<Rated, 'loops'>;

/** Those whose threads are in the process that is asked for its processor time. */
export const HANDED_OVER = ['pool', 'piscina', 'workerpool'] as const;

/** Median of the rounds, lowest, highest. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** Rate of one side over the rounds. */
export interface Rate {
  readonly perSecond: number;
  /**
   * Of as many times the rate of one bare loop, right before and after, as there are workers: median of the rounds, lowest,
   * highest.
   */
  readonly share: number;
  readonly minShare: number;
  readonly maxShare: number;
  /** Of the mean of bare loops at once right before and right after; null for these themselves. */
  readonly ofLoops: Spread | null;
  /**
   * Share of the workers' cores that the threads with the tasks ran, which a core that is slow for a while does not
   * change. Null where the system does not tell, or the threads are gone before it is asked.
   */
  readonly inTasks: Spread | null;
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
/** Enough that what hands tasks over is compiled as it is in a server that has run for a while. */
const WARM_UP_TASKS = 5_000;
const CALIBRATIONS = 15;
const BETWEEN_CALIBRATIONS_MS = 250;

/**
 * Every side with tasks of each length, one side after the other with one bare loop, then several at once, between them; the
 * next round in the opposite order.
 */
export async function measureRates(options: RatesOptions): Promise<AllRates> {
  const { bundle, cleanUp, workers, tasksMs } = options;
  const server = await startComputeServer(workers, cleanUp);
  const start = (name: string): Promise<Side> =>
    startSide(bundle, name, cleanUp, {
      threads: workers,
      ...(name === 'tcp' ? { port: server.port, taskPid: server.pid } : {}),
    });
  const loops = await Promise.all(Array.from({ length: workers }, () => start('loop')));
  const sides = new Map<HandedTo, Side>();
  for (const name of RATED) if (name !== 'loops') sides.set(name, await start(name));
  const loop = loops[0] as Side;
  for (const [name, side] of sides)
    if (name !== 'process')
      await side.run({ ...EMPTY, tasks: WARM_UP_TASKS, inFlight: IN_FLIGHT_PER_WORKER * workers });
  const rates: Rates[] = [];
  for (const taskMs of tasksMs) {
    options.onStep(`calibrating ${taskMs} ms`);
    rates.push(
      await measureAt(options, taskMs, await calibrate(loop, taskMs), {
        loop,
        loops: inParallel(loops),
        sides,
      }),
    );
  }
  const handOverMicros = await measureHandOver(options, sides);
  await Promise.all([...loops, ...sides.values()].map((side) => side.stop()));
  await server.stop();
  return { rates, handOverMicros };
}

/** What bare loops gave between turns of sides: one alone, and as many at once as there are workers. */
interface Bare {
  readonly one: Turn;
  readonly all: Turn;
}

interface Measured {
  readonly loop: Side;
  readonly loops: Side;
  readonly sides: ReadonlyMap<HandedTo, Side>;
}

/** What one side gave in a round. */
interface Turn {
  readonly rate: number;
  readonly inTasks: number | undefined;
}

async function measureAt(
  { workers, rounds, seconds, onStep }: RatesOptions,
  taskMs: number,
  n: number,
  { loop, loops, sides }: Measured,
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
  const turnOf = async (name: Rated | 'loop', side: Side): Promise<Turn> => {
    onStep(`${taskMs} ms tasks: ${name}`);
    const order = orderOf(name);
    const ran = await side.run(order);
    return { rate: order.tasks / ran.seconds, inTasks: ran.inTasks };
  };
  for (const [name, side] of sides) await side.run({ ...orderOf(name), tasks: 4 * workers });
  const turns = new Map<HandedTo, Turn[]>([...sides.keys()].map((name) => [name, []]));
  const ofLoops = new Map<HandedTo, number[]>([...sides.keys()].map((name) => [name, []]));
  const ones = new Map<HandedTo, number[]>([...sides.keys()].map((name) => [name, []]));
  const bareTurns = async (): Promise<Bare> => ({
    one: await turnOf('loop', loop),
    all: await turnOf('loops', loops),
  });
  /** One before each turn of a side, and one after the last. */
  const between = [await bareTurns()];
  for (let round = 0; round < rounds; round++) {
    const order = [...sides];
    for (const [name, side] of round % 2 === 0 ? order : order.reverse()) {
      const turn = await turnOf(name, side);
      const [before, after] = [between.at(-1) as Bare, await bareTurns()];
      between.push(after);
      turns.get(name)?.push(turn);
      ones.get(name)?.push((before.one.rate + after.one.rate) / 2);
      ofLoops.get(name)?.push((2 * turn.rate) / (before.all.rate + after.all.rate));
    }
  }
  const rateOf = (of: readonly Turn[], alone: readonly number[], beside: readonly number[] | null): Rate => ({
    ...summarise(
      of.map(({ rate }) => rate),
      alone,
      workers,
    ),
    ofLoops: beside && spreadOf(beside),
    inTasks: spreadOf(of.map(({ inTasks }) => inTasks)),
  });
  const onesBetween = between.map(({ one }) => one.rate);
  return {
    taskMs,
    n,
    loopPerSecond: median(onesBetween),
    sides: {
      loops: rateOf(
        between.map(({ all }) => all),
        onesBetween,
        null,
      ),
      ...Object.fromEntries(
        [...turns].map(([name, of]) => [name, rateOf(of, ones.get(name) ?? [], ofLoops.get(name) ?? [])]),
      ),
    } as Record<Rated, Rate>,
  };
}

/** Of empty tasks; processor time depends little on what else runs on the machine. */
async function measureHandOver(
  { workers, rounds, onStep }: RatesOptions,
  sides: ReadonlyMap<HandedTo, Side>,
): Promise<HandOver> {
  const order: RunOrder = { ...EMPTY, tasks: EMPTY_TASKS, inFlight: IN_FLIGHT_PER_WORKER * workers };
  const micros = new Map<HandedTo, number[]>(HANDED_OVER.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const name of round % 2 === 0 ? HANDED_OVER : HANDED_OVER.toReversed()) {
      onStep(`empty tasks: ${name}`);
      const { cpuMicros } = await (sides.get(name) as Side).run(order);
      micros.get(name)?.push(cpuMicros / order.tasks);
    }
  }
  return Object.fromEntries([...micros].map(([name, of]) => [name, median(of)])) as HandOver;
}

/** Shares by turn, since what disturbs the machine disturbs both. */
export function summarise(
  rates: readonly number[],
  loops: readonly number[],
  workers: number,
): Pick<Rate, 'perSecond' | 'share' | 'minShare' | 'maxShare'> {
  const shares = rates.map((rate, round) => rate / (workers * (loops[round] ?? Number.NaN)));
  return {
    perSecond: median(rates),
    share: median(shares),
    minShare: Math.min(...shares),
    maxShare: Math.max(...shares),
  };
}

/** @returns null when there is none, or one of them is not known */
export function spreadOf(values: readonly (number | undefined)[]): Spread | null {
  const known = values.filter((value) => value !== undefined);
  if (known.length === 0 || known.length < values.length) return null;
  return { median: median(known), min: Math.min(...known), max: Math.max(...known) };
}

/**
 * The n whose primes one bare loop counts in so many milliseconds of processor time: the median of attempts over some
 * seconds, since a core may be slow for as long as that.
 */
async function calibrate(loop: Side, taskMs: number): Promise<number> {
  let n = 1_000_000;
  const attempt = async (): Promise<number> => {
    const tasks = Math.max(5, Math.round((200 * 1_000_000) / n));
    const { cpuMicros } = await loop.run({ n, expected: countPrimes(n), tasks, inFlight: 1 });
    return Math.round((n * taskMs) / (cpuMicros / 1000 / tasks));
  };
  // A count takes more than proportionally longer for a larger n: begin near the end.
  for (let step = 0; step < 2; step++) n = await attempt();
  const found: number[] = [];
  for (let step = 0; step < CALIBRATIONS; step++) {
    await pause(BETWEEN_CALIBRATIONS_MS);
    found.push(await attempt());
  }
  return Math.round(median(found));
}

/** The tasks of an order shared out among loops that run at the same time. */
const inParallel = (loops: readonly Side[]): Side => ({
  run: async (order) => {
    const tasks = Math.ceil(order.tasks / loops.length);
    const answers = await Promise.all(loops.map((loop) => loop.run({ ...order, tasks, inFlight: 1 })));
    return atOnce(answers);
  },
  stop: async () => {},
});

/** As if the loops had shared the tasks out by their speed, so that none waits for the slowest to end. */
export function atOnce(loops: readonly Ran[]): Ran {
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const slowest = loops.reduce((a, b) => (b.seconds > a.seconds ? b : a));
  return {
    ...slowest,
    seconds: 1 / mean(loops.map(({ seconds }) => 1 / seconds)),
    // Not known of one: not a number, and so not known.
    inTasks: mean(loops.map(({ inTasks = Number.NaN }) => inTasks)) || undefined,
  };
}
