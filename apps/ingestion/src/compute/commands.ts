import {
  ComputeError,
  countPrimes,
  cpuCommand,
  type EngineStats,
  type Fields,
  ioCommand,
  isWhole,
} from '@trilha/pipeline/compute';
import { statsMessage } from './stats-message.js';

/** A count that takes a second or two; what is larger is better asked in parts. */
export const LARGEST_N = 1_000_000_000;

/** What commands that wait rather than compute are given. */
export interface CommandContext {
  readonly stats: () => EngineStats;
}

/**
 * Every command of the compute port, and the only place to add one. A `cpuCommand` runs in the threads, an `ioCommand`
 * beside them.
 */
export const commands = {
  /** How many primes there are up to n. */
  compute: cpuCommand({ read: readN, run: countPrimes }),
  /** Queue, threads, counts and times. */
  stats: ioCommand<CommandContext, undefined>({
    read: () => undefined,
    run: (_, { stats }) => statsMessage(stats()),
  }),
};

function readN({ n }: Fields): number {
  if (!isWhole(n, 0, Number.MAX_VALUE))
    throw new ComputeError('BAD_REQUEST', `n: um inteiro de 0 a ${LARGEST_N}`);
  if (n > LARGEST_N) throw new ComputeError('TOO_LARGE', `n: até ${LARGEST_N}`);
  return n;
}
