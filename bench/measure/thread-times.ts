import { readdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';

/** Linux counts the time of processes in ticks of 10 ms (USER_HZ), whatever the kernel was built with. */
const MICROS_PER_TICK = 10_000;

/** By thread id; undefined where the system does not tell. */
export type ThreadTimes = ReadonlyMap<number, number> | undefined;

/** Processor time in microseconds of each thread of a process since it began, in steps of 10 ms. */
export const threadTimes = (pid: number): ThreadTimes => readThreads(pid, 'stat', microsIn);

/** The same in nanoseconds, to the switch from one thread to another. Linux with CONFIG_SCHED_INFO only. */
export const runTimes = (pid: number): ThreadTimes => readThreads(pid, 'schedstat', nanosIn);

function readThreads(pid: number, file: string, timeIn: (text: string) => number): ThreadTimes {
  try {
    const folder = `/proc/${pid}/task`;
    return new Map(
      readdirSync(folder).map((id) => [Number(id), timeIn(readFileSync(`${folder}/${id}/${file}`, 'utf8'))]),
    );
  } catch {
    return undefined;
  }
}

/** `/proc/PID/task/TID/schedstat`: time on a core, time waited for one, turns; the first counts. */
export const nanosIn = (schedstat: string): number => Number(schedstat.split(' ', 1)[0]);

/** User and system time in a line of `/proc/PID/task/TID/stat`; the name, which may hold anything, is in parentheses. */
export function microsIn(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * MICROS_PER_TICK;
}

/** Share of one core that each part of the server used. */
export interface ServerShares {
  readonly main: number;
  /** The busiest thread besides the main one: that of the analysis. */
  readonly analysis: number;
  /** The disk, garbage collection, the compiler. */
  readonly others: number;
}

/** @returns undefined where the system does not tell */
export function sharesBetween(
  pid: number,
  before: ThreadTimes,
  after: ThreadTimes,
  seconds: number,
): ServerShares | undefined {
  if (before === undefined || after === undefined) return undefined;
  const shareOf = (id: number): number =>
    ((after.get(id) ?? 0) - (before.get(id) ?? 0)) / (seconds * 1_000_000);
  const others = [...after.keys()]
    .filter((id) => id !== pid)
    .map(shareOf)
    .sort((a, b) => b - a);
  const [analysis = 0, ...rest] = others;
  return { main: shareOf(pid), analysis, others: rest.reduce((sum, share) => sum + share, 0) };
}

export interface BusiestOptions {
  /** How many cores there are for the threads looked for, which are as many. */
  readonly threads: number;
  readonly seconds: number;
  /** A thread that is none of them. */
  readonly except?: number | undefined;
}

/**
 * Share of the time of so many cores that the busiest threads ran, by {@link runTimes}.
 *
 * @returns undefined where the system does not tell
 */
export function busiestShare(
  before: ThreadTimes,
  after: ThreadTimes,
  { threads, seconds, except }: BusiestOptions,
): number | undefined {
  if (before === undefined || after === undefined) return undefined;
  const ran = [...after]
    .filter(([id]) => id !== except)
    .map(([id, nanos]) => nanos - (before.get(id) ?? 0))
    .sort((a, b) => b - a);
  return ran.slice(0, threads).reduce((sum, nanos) => sum + nanos, 0) / (threads * seconds * 1e9);
}

export interface MachineTimes {
  readonly busyMs: number;
  readonly allMs: number;
}

/** Time of all cores since the start of the machine. */
export function machineTimes(): MachineTimes {
  let [busyMs, allMs] = [0, 0];
  for (const { times } of cpus()) {
    const all = times.user + times.nice + times.sys + times.irq + times.idle;
    allMs += all;
    busyMs += all - times.idle;
  }
  return { busyMs, allMs };
}

/** Share of all cores that were busy, whoever used them. */
export const busyBetween = (before: MachineTimes, after: MachineTimes): number =>
  (after.busyMs - before.busyMs) / Math.max(1, after.allMs - before.allMs);
