import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { workspaceRoot } from '@trilha/service-kit';
import type { PlannedService } from './plan.js';

/** A service as a process of its own. */
export interface Child {
  readonly name: string;
  /** How it ended: its exit code, or the signal that ended it. */
  readonly exited: Promise<number | string>;
  /** SIGTERM, SIGKILL when that does not help in time; resolves when the process is gone. */
  stop(): Promise<void>;
}

/** Longer than a service takes to drain, so that none is cut while it ends cleanly. */
const KILL_AFTER_MS = 15_000;
const WARN = 40;

/** Starts the built app and passes on its log with its name before each line. */
export function startChild({ name }: PlannedService, { verbose }: { readonly verbose: boolean }): Child {
  const child = spawn(process.execPath, ['--enable-source-maps', `apps/${name}/dist/main.js`], {
    cwd: workspaceRoot(),
    // A group of its own: Ctrl-C reaches the launcher alone, which stops each child once.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const label = name.padEnd(13);
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (verbose || levelOf(line) >= WARN) process.stdout.write(`${label} ${line}\n`);
  });
  createInterface({ input: child.stderr }).on('line', (line) => process.stderr.write(`${label} ${line}\n`));
  const exited = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | string);
  return {
    name,
    exited,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS);
      await exited;
      clearTimeout(timer);
    },
  };
}

/** pino's number of a line's level; a line that is not JSON counts as a warning, so that nothing odd is hidden. */
function levelOf(line: string): number {
  try {
    const { level } = JSON.parse(line) as { level?: number };
    return level ?? WARN;
  } catch {
    return WARN;
  }
}
