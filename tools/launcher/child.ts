import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { workspaceRoot } from '@trilha/service-kit';

/** A service as a process of its own. */
export interface Child {
  readonly pid: number | undefined;
  /** How it ended: its exit code, or the signal that ended it. */
  readonly exited: Promise<number | string>;
  /** SIGTERM, SIGKILL when that does not help in time; resolves when the process is gone. */
  stop(): Promise<void>;
  /** SIGKILL, without waiting. */
  kill(): void;
}

/** Takes the lines that a service prints. */
export interface LineSink {
  /** A line of its log. */
  logged(line: string): void;
  /** A line of its standard error, where it says why it can't start. */
  complained(line: string): void;
}

/** Longer than a service takes to drain, so that none is cut while it ends cleanly. */
const KILL_AFTER_MS = 15_000;

/** Starts the built app. It ends when this process does, however that ends. */
export function startChild(name: string, sink: LineSink): Child {
  const child = spawn(process.execPath, ['--enable-source-maps', `apps/${name}/dist/main.js`], {
    cwd: workspaceRoot(),
    // A group of its own: Ctrl-C reaches the launcher alone, which stops each child once.
    detached: true,
    // Nothing is said over the channel: the service leaves when it closes, that is when the launcher is gone.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', sink.logged);
  createInterface({ input: child.stderr as NodeJS.ReadableStream }).on('line', sink.complained);
  const exited = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | string);
  const isGone = (): boolean => child.exitCode !== null || child.signalCode !== null;
  return {
    pid: child.pid,
    exited,
    kill: () => void (isGone() || child.kill('SIGKILL')),
    stop: async () => {
      if (isGone()) return;
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS);
      await exited;
      clearTimeout(timer);
    },
  };
}
