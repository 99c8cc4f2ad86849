import { execFile } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const INSTALL_TIMEOUT_MS = 180_000;

/**
 * Installs NestJS where its own lock file is, unless it is there as the lock file wants it. The workspace knows nothing
 * of it.
 *
 * @param folder holds package.json and package-lock.json
 * @returns why it can't be had, in one line; undefined when it is there
 */
export async function installNest(folder: string, say: (line: string) => void): Promise<string | undefined> {
  // npm writes this file last.
  const installed = join(folder, 'node_modules/.package-lock.json');
  const wanted = join(folder, 'package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(wanted).mtimeMs) return undefined;
  const npm = ['ci', '--prefix', folder, '--no-audit', '--no-fund', '--ignore-scripts'];
  say(`installing NestJS, once: npm ${npm.slice(0, 3).join(' ')}`);
  try {
    await promisify(execFile)(process.platform === 'win32' ? 'npm.cmd' : 'npm', npm, {
      cwd: folder,
      timeout: INSTALL_TIMEOUT_MS,
      shell: process.platform === 'win32',
    });
    return undefined;
  } catch (error) {
    const { stderr = '', message } = error as { stderr?: string; message: string };
    const said = stderr.split('\n').find((line) => line.startsWith('npm error')) ?? message.split('\n')[0];
    return `NestJS could not be installed, so it is not measured: ${said}`;
  }
}
