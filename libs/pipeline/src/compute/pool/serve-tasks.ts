import { readlinkSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import type { Commands, CpuCommand } from '../command.js';
import type { ComputeError } from '../compute-error.js';
import { elapsedMs } from '../elapsed.js';
import {
  type Failure,
  RUNNING,
  type SlotMessage,
  STOPPED,
  type TaskMessage,
  type ThreadData,
  WAITING,
} from './protocol.js';

/** Ends a task nobody waits for. */
class Stopped extends Error {}

/**
 * The whole content of a worker file of a {@link ThreadPool}: runs the commands for the pool among `commands`.
 *
 * ```ts
 * serveTasks(commands);
 * ```
 */
export function serveTasks(commands: Commands<never>): void {
  if (parentPort === null) throw new Error('serveTasks is for worker threads');
  const port = parentPort;
  const { states, niceness } = workerData as ThreadData;
  yieldTo(niceness);
  const say = (message: SlotMessage): void => port.postMessage(message);
  port.on('message', ([slot, command, input]: TaskMessage) => {
    if (Atomics.compareExchange(states, slot, WAITING, RUNNING) !== WAITING) {
      say([slot, 'skipped']);
      return;
    }
    const startedMs = elapsedMs();
    const check = (): void => {
      if (Atomics.load(states, slot) === STOPPED) throw new Stopped();
    };
    try {
      const value = (commands[command] as CpuCommand).run(input as never, check);
      say([slot, 'done', value, startedMs, elapsedMs()]);
    } catch (error) {
      say([slot, 'failed', failureOf(error), startedMs, elapsedMs()]);
    }
  });
}

const failureOf = (error: unknown): Failure => ({
  // By name: the thread may have loaded another copy of the class.
  code: error instanceof Error && error.name === 'ComputeError' ? (error as ComputeError).code : undefined,
  message: error instanceof Error ? error.message : String(error),
});

/**
 * Lets the other threads of the process go first where the cores are full. On Linux each thread has a priority of its
 * own; elsewhere only the process has one, and it stays as it is.
 */
function yieldTo(niceness: number): void {
  if (niceness === 0 || process.platform !== 'linux') return;
  try {
    // Its own id, such as 4711/task/4713: read on this very thread, since the call does not leave it.
    const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1));
    // One that was started with less already keeps that.
    if (getPriority(thread) < niceness) setPriority(thread, niceness);
  } catch {
    // No /proc, or not allowed: it computes with the priority of the others.
  }
}
