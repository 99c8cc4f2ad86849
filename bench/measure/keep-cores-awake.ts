import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpus } from 'node:os';
import { ArgumentError } from '../bench.js';

/** Ends by itself when whoever started it is gone: another process is its parent then. */
const SPIN = 'const parent = process.ppid; while (process.ppid === parent) for (let i = 0; i < 1e8; i++);';

export interface Awake {
  readonly pids: readonly (number | undefined)[];
  end(): Promise<void>;
}

/**
 * Keeps every core busy with a process that gives way to any other at once (sched(7), SCHED_IDLE). A core without work
 * goes to sleep, and on a virtual machine the host takes it away: waking it costs more than what is measured here.
 *
 * @throws ArgumentError where that cannot be done
 */
export async function keepCoresAwake(): Promise<Awake> {
  const spinning = cpus().map(() =>
    spawn('chrt', ['-i', '0', process.execPath, '-e', SPIN], { stdio: 'ignore' }),
  );
  try {
    await Promise.all(spinning.map((child) => once(child, 'spawn')));
  } catch (cause) {
    throw new ArgumentError(
      `--awake needs Linux and chrt of util-linux: ${cause instanceof Error ? cause.message : String(cause)}`,
    );
  }
  return {
    pids: spinning.map(({ pid }) => pid),
    end: async () => {
      await Promise.all(
        spinning.map((child) => {
          const ended = once(child, 'exit');
          return child.kill('SIGKILL') ? ended : undefined;
        }),
      );
    },
  };
}
