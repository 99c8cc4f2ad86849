import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { workspaceRoot } from '@trilha/service-kit';
import { InvalidRun } from '../bench.js';
import { type Bundle, bundleServers } from '../gateway/bundle-servers.js';
import type { CleanUp } from '../ingest/clean-up.js';
import { busiestShare, runTimes } from '../measure/thread-times.js';
import { startChild } from '../rpc/child.js';
import type { RunAnswer, RunOrder } from './orders.js';

/** One way to have primes counted, in a process of its own. */
export interface Side {
  /** @throws InvalidRun when an answer is wrong or missing */
  run(order: RunOrder): Promise<Ran>;
  stop(): Promise<void>;
}

export interface Ran extends RunAnswer {
  /** Share of the cores' time that the threads with the tasks ran; undefined where the system does not tell. */
  readonly inTasks: number | undefined;
}

export interface SideOptions {
  readonly threads?: number;
  /** Of the server that the side `tcp` asks. */
  readonly port?: number;
  /** The process whose threads run the tasks, its main thread aside; by default that of the side. */
  readonly taskPid?: number;
}

/** What the sides run, compiled as for production. */
export const bundleSides = (): Promise<Bundle> =>
  bundleServers(
    ['subject.ts', 'pool.worker.ts', 'piscina.worker.ts', 'workerpool.worker.ts', 'once.ts'],
    new URL('./', import.meta.url),
    join(workspaceRoot(), 'node_modules'),
  );

export async function startSide(
  bundle: Bundle,
  name: string,
  cleanUp: CleanUp,
  { threads = 1, port = 0, taskPid }: SideOptions = {},
): Promise<Side> {
  const child = startChild(bundle.urlOf('subject.ts'), {
    args: [name, String(threads), String(port)],
    compiled: true,
  });
  cleanUp.add(() => child.stop());
  await child.heard();
  const pid = taskPid ?? child.pid;
  const cores = name === 'loop' ? { threads: 1 } : { threads, except: pid };
  return {
    run: async (order) => {
      const before = runTimes(pid);
      const answer = await child.ask<RunAnswer>(order);
      const after = runTimes(pid);
      if (answer.failure !== undefined) throw new InvalidRun(`${name}: ${answer.failure}`);
      if (answer.wrong > 0) throw new InvalidRun(`${name}: ${answer.wrong} wrong answers`);
      const inTasks =
        name === 'process' ? undefined : busiestShare(before, after, { ...cores, seconds: answer.seconds });
      return { ...answer, inTasks };
    },
    stop: () => child.stop(),
  };
}

export interface ComputeProcess {
  readonly pid: number;
  readonly port: number;
  stop(): Promise<void>;
}

/** The built `compute-server` as a process of its own. */
export async function startComputeServer(workers: number, cleanUp: CleanUp): Promise<ComputeProcess> {
  const args = ['apps/ingestion/dist/compute-server.cli.js', '--port', '0', '--workers', String(workers)];
  const child = spawn(process.execPath, args, {
    cwd: workspaceRoot(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  cleanUp.add(stop);
  const first = once(createInterface({ input: child.stdout }), 'line') as Promise<[string]>;
  const ended = once(child, 'exit').then(([code]) => {
    throw new InvalidRun(`compute-server ended with ${code}`);
  });
  ended.catch(() => {});
  const [line] = await Promise.race([first, ended]);
  return { pid: child.pid as number, port: Number(/:(\d+) com/.exec(line)?.[1]), stop };
}
