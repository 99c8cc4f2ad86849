import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { workspaceRoot } from '@trilha/service-kit';

export interface Violation {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
}

/** Every import below these folders (from the workspace root) that the rules forbid. */
export async function findViolations(folders: readonly string[]): Promise<readonly Violation[]> {
  const root = workspaceRoot();
  const cruise = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [cruise, '--config', 'tools/boundaries/rules.cjs', '--output-type', 'json', ...folders];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    cwd: root,
    maxBuffer: 256 * 1024 * 1024,
  }).catch((error: { stdout?: string; stderr?: string }) => {
    // It exits with the number of violations; only without a report did it fail.
    if (error.stdout?.startsWith('{')) return { stdout: error.stdout };
    throw new Error(`dependency-cruiser failed: ${error.stderr}`);
  });
  const { summary } = JSON.parse(stdout) as {
    summary: { violations: { rule: { name: string }; from: string; to: string }[]; totalCruised: number };
  };
  if (summary.totalCruised === 0) throw new Error(`nothing to check below ${folders.join(', ')}`);
  return summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to }));
}
