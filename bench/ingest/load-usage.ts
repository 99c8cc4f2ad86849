import {
  busyBetween,
  machineTimes,
  type ServerShares,
  sharesBetween,
  threadTimes,
} from '../measure/thread-times.js';

/** Who used the processor while something was measured, in shares of one core. */
export interface LoadUsage {
  readonly seconds: number;
  readonly cores: number;
  readonly server: ServerShares | undefined;
  /** Of all simulators. */
  readonly simulators: number;
  /** Share of all cores that were busy, other work on the machine included. */
  readonly machine: number;
}

/** Begins to watch; what it returns ends that and tells. */
export function watchUsage(pid: number, cores: number): (simulatorMicros: number) => LoadUsage {
  const startedAt = performance.now();
  const threads = threadTimes(pid);
  const machine = machineTimes();
  return (simulatorMicros) => {
    const seconds = (performance.now() - startedAt) / 1_000;
    return {
      seconds,
      cores,
      server: sharesBetween(pid, threads, threadTimes(pid), seconds),
      simulators: simulatorMicros / 1e6 / seconds,
      machine: busyBetween(machine, machineTimes()),
    };
  };
}

const FULL = 0.9;

/** What kept it from being faster, as far as processor time tells. */
export function limitOf({ server, cores, machine }: LoadUsage): string {
  if (machine >= FULL) return `processor: ${percent(machine)} of all ${cores} cores busy`;
  if (server !== undefined && server.main >= FULL)
    return `the server's main thread: ${percent(server.main)} of a core`;
  if (server !== undefined && server.analysis >= FULL) {
    return `the analysis thread: ${percent(server.analysis)} of a core`;
  }
  return `no core is full (${percent(machine)} of ${cores} busy): waits for the disk or for answers`;
}

export const percent = (share: number): string => `${Math.round(share * 100)} %`;
