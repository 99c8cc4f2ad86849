import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { ConfigError, workspaceRoot } from '@trilha/service-kit';

/**
 * Builds what changed of the apps.
 *
 * @throws ConfigError when a build fails, after printing why
 */
export async function buildApps(names: readonly string[]): Promise<void> {
  process.stdout.write(`Building ${names.length} apps (cached when nothing changed) …\n`);
  const nx = createRequire(import.meta.url).resolve('nx/bin/nx.js');
  const command = [nx, 'run-many', '-t', 'build', '-p', names.join(','), '--output-style=static'];
  const child = spawn(process.execPath, command, {
    cwd: workspaceRoot(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const printed: Buffer[] = [];
  child.stdout.on('data', (bytes: Buffer) => printed.push(bytes));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) {
    process.stderr.write(Buffer.concat(printed));
    throw new ConfigError('the build failed; see above');
  }
}
