import { readlinkSync } from 'node:fs';
import { getPriority } from 'node:os';
import { threadId } from 'node:worker_threads';
import { ComputeError, countPrimes, cpuCommand, type Fields, ioCommand } from '../../src/compute/index.js';

/** What the commands of these tests are given. */
export interface Gate {
  /** Resolves when the test says so. */
  readonly opened: Promise<void>;
}

const n = ({ n }: Fields): number => {
  if (typeof n !== 'number') throw new ComputeError('BAD_REQUEST', 'n: um número');
  return n;
};
const nothing = (): undefined => undefined;

/** What a server can be asked to do in these tests: to behave, and not to. */
export const commands = {
  compute: cpuCommand({ read: n, run: countPrimes }),
  thread: cpuCommand({ read: nothing, run: () => threadId }),
  niceness: cpuCommand({
    read: nothing,
    run: () => getPriority(Number(readlinkSync('/proc/thread-self').split('/').at(-1))),
  }),
  /** Never ends, but notices that nobody waits. */
  spin: cpuCommand({
    read: nothing,
    run: (_, check) => {
      for (;;) check();
    },
  }),
  /** Never ends, and notices nothing. */
  stuck: cpuCommand({
    read: nothing,
    run: () => {
      for (;;);
    },
  }),
  explode: cpuCommand({
    read: nothing,
    run: () => {
      throw new Error('segredo');
    },
  }),
  refuse: cpuCommand({
    read: nothing,
    run: () => {
      throw new ComputeError('TOO_LARGE', 'grande demais');
    },
  }),
  die: cpuCommand({ read: nothing, run: () => process.exit(1) }),
  uncloneable: cpuCommand({ read: () => () => 1, run: () => 1 }),
  text: ioCommand({ read: n, run: (bytes) => 'x'.repeat(bytes) }),
  gate: ioCommand<Gate, undefined>({
    read: nothing,
    run: async (_, { opened }) => {
      await opened;
      return 'aberta';
    },
  }),
};
