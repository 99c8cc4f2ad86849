import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { InvalidRun } from '../bench.js';

/** A process of the benchmark. */
export interface Child {
  readonly pid: number;
  /** The next message it sends. @throws InvalidRun when it ends before */
  heard<T>(): Promise<T>;
  /** Its answer to one question; one question at a time. */
  ask<T>(question: object): Promise<T>;
  /** Lets it end; resolves when it is gone. */
  stop(): Promise<void>;
}

export interface ChildOptions {
  readonly args?: readonly string[];
  readonly nodeOptions?: readonly string[];
  /** The file is JavaScript already, so that no compiler runs in its process; false by default. */
  readonly compiled?: boolean;
}

/**
 * Starts a file as an operating system process of its own. It ends when it is cut off from this one.
 *
 * @param file relative to this folder, or a `file:` URL
 */
export function startChild(
  file: string,
  { args = [], nodeOptions = [], compiled = false }: ChildOptions = {},
): Child {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), [...args], {
    execArgv: [...(compiled ? [] : ['--import', 'tsx']), '--expose-gc', ...nodeOptions],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const heard = <T>(): Promise<T> => nextMessage<T>(child, file);
  return {
    // A process that could not be started is told of by `heard`.
    pid: child.pid ?? Number.NaN,
    heard,
    ask: <T>(question: object) => {
      const answer = heard<T>();
      if (child.connected) child.send(question);
      return answer;
    },
    stop: async () => {
      if (isGone(child)) return;
      const exited = once(child, 'exit');
      if (child.connected) child.disconnect();
      await exited;
    },
  };
}

const isGone = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

function nextMessage<T>(child: ChildProcess, file: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null, signal: string | null): void =>
      reject(new InvalidRun(`${file} ended with ${code ?? signal}`));
    if (isGone(child)) return onExit(child.exitCode, child.signalCode);
    child.once('exit', onExit);
    child.once('message', (message) => {
      child.off('exit', onExit);
      resolve(message as T);
    });
  });
}
