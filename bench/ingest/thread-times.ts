import { readdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';

/** Linux counts the time of processes in ticks of 10 ms (USER_HZ), whatever the kernel was built with. */
const MICROS_PER_TICK = 10_000;

/** Processor time of each thread of a process since it began, by thread id; undefined where the system does not tell. */
export function threadTimes(pid: number): ReadonlyMap<number, number> | undefined {
  try {
    const folder = `/proc/${pid}/task`;
    return new Map(
      readdirSync(folder).map((id) => [Number(id), microsIn(readFileSync(`${folder}/${id}/stat`, 'utf8'))]),
    );
  } catch {
    return undefined;
  }
}

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
  before: ReadonlyMap<number, number> | undefined,
  after: ReadonlyMap<number, number> | undefined,
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
