/** How the launcher treats its data folder, a second launcher, and its own death. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { type RunningSystem, startLauncher, startSystem } from './testing/start-system.js';

const ONE = ['--only', 'midia', '--no-build'];

let system: RunningSystem;
const others: ChildProcess[] = [];
beforeAll(async () => {
  system = await startSystem(ONE);
}, 120_000);
afterAll(async () => {
  for (const other of others) other.kill('SIGKILL');
  await system.remove();
}, 60_000);

/** Starts another one and resolves with what it printed, and how it ended or that it runs. */
async function another(env: NodeJS.ProcessEnv, args: readonly string[]) {
  const launcher = startLauncher(env, args);
  others.push(launcher);
  const printed: string[] = [];
  const running = new Promise<'running'>((resolve) => {
    for (const stream of [launcher.stdout, launcher.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        printed.push(text);
        if (text.includes('Ctrl-C stops all of them')) resolve('running');
      });
    }
  });
  const ended = once(launcher, 'close').then(([code]) => code as number | null);
  const outcome = await Promise.race([running, ended]);
  return { launcher, outcome, text: printed.join('') };
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

it('refuses to start twice on one data folder, with one line', async () => {
  const { outcome, text } = await another(system.env, ONE);
  expect(outcome).toBe(1);
  expect(text).toBe(
    `DATA__DIR: the services already run on ${system.dataDir}; stop them, or give this start another folder (DATA__DIR=…)\n`,
  );
});

it('names every port that is taken before it starts anything', async () => {
  const env = { ...system.env, DATA__DIR: `${system.dataDir}/other` };
  const { outcome, text } = await another(env, ONE);
  expect(outcome).toBe(1);
  expect(text.split('\n').map((line) => line.split(':')[0])).toEqual([
    'MIDIA__GRPC__SERVER__PORT',
    'MIDIA__METRICS__PORT',
    '',
  ]);
});

it('leaves no service behind when it is killed, and starts again on the same folder', async () => {
  const pid = await system.pidOf('midia');
  system.launcher.kill('SIGKILL');
  while (isAlive(pid)) await pause(20);
  const { launcher, outcome } = await another(system.env, ONE);
  expect(outcome).toBe('running');
  launcher.kill('SIGTERM');
  expect(await once(launcher, 'exit')).toEqual([0, null]);
});
