import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '@trilha/service-kit';
import type { BenchContext } from './bench-context.js';
import { serviceEnv } from './ingest-server.js';

/** One look at the folder of a service that has stopped. */
export interface Checked {
  readonly name: 'audit' | 'replay';
  /** Undefined when the app has no such command. */
  readonly ok: boolean | undefined;
  /** The last line it printed. */
  readonly said: string;
  readonly seconds: number;
}

const CHECKS = ['audit', 'replay'] as const;

/** The audit, and the comparison with a single-threaded replay: commands of the app itself, those that it has. */
export async function checkStopped(dataDir: string, context: BenchContext): Promise<readonly Checked[]> {
  const checked: Checked[] = [];
  for (const name of CHECKS) {
    const file = join(workspaceRoot(), 'apps/ingestion/dist', `${name}.cli.js`);
    if (!existsSync(file)) {
      checked.push({ name, ok: undefined, said: 'skipped, apps/ingestion has no such command', seconds: 0 });
      continue;
    }
    context.step(`${name} of what was stored`);
    const startedAt = performance.now();
    const { code, text } = await run(file, dataDir, context);
    const said = text.trim().split('\n').at(-1) ?? '';
    checked.push({ name, ok: code === 0, said, seconds: (performance.now() - startedAt) / 1_000 });
  }
  return checked;
}

function run(
  file: string,
  dataDir: string,
  { cleanUp }: BenchContext,
): Promise<{ readonly code: number; readonly text: string }> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['--enable-source-maps', file],
      { cwd: workspaceRoot(), env: serviceEnv(dataDir), maxBuffer: 64 << 20 },
      (error, stdout, stderr) =>
        resolve({
          code: error === null ? 0 : typeof error.code === 'number' ? error.code : 1,
          // Errors where there is no finding; a progress bar stands there otherwise.
          text: stdout.trim() === '' ? stderr : stdout,
        }),
    );
    cleanUp.add(async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    });
  });
}
