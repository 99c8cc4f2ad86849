import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';
import { join } from 'node:path';

/** Where and on what a figure was measured. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly os: string;
  readonly node: string;
  /** Version of each package that the figures depend on. */
  readonly packages: Readonly<Record<string, string>>;
  /** With `+` after it when files were changed since. */
  readonly commit: string;
  /** Processes that wanted to run, over the minute before; 0 on Windows, which does not tell. */
  readonly loadAverage: number;
}

export function describeMachine(packages: readonly string[]): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown processor',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    os: `${type()} ${release()}`,
    node: process.version,
    packages: Object.fromEntries(packages.map((name) => [name, versionOf(name)])),
    commit: commit(),
    loadAverage: loadavg()[0] ?? 0,
  };
}

/** Whether other work ran before, so that what is measured now is disturbed. */
export const isBusy = ({ loadAverage, cores }: Machine): boolean => loadAverage > cores / 2;

export function machineLine({
  cpu,
  cores,
  memoryBytes,
  os,
  node,
  packages,
  commit,
  loadAverage,
}: Machine): string {
  const versions = Object.entries(packages).map(([name, version]) => `${name} ${version}`);
  return [
    `${cpu} × ${cores}, ${(memoryBytes / 2 ** 30).toFixed(1)} GiB`,
    os,
    `Node ${node}`,
    ...versions,
    `commit ${commit}`,
    `load ${loadAverage.toFixed(1)} before`,
  ].join(' · ');
}

/** From its file: not every package exports its `package.json`. */
function versionOf(name: string): string {
  const folders = createRequire(import.meta.url).resolve.paths(name) ?? [];
  const file = folders.map((folder) => join(folder, name, 'package.json')).find((path) => existsSync(path));
  if (file === undefined) throw new Error(`${name} is not installed`);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

function commit(): string {
  const git = (...args: string[]): string =>
    execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    return git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain') === '' ? '' : '+');
  } catch {
    return 'unknown (no git)';
  }
}
