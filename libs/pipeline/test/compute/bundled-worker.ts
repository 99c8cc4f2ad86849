import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildSync } from 'esbuild';

/** A worker file as tools/build-app.ts makes it for an app, gone after the tests of the file. */
export function bundledWorker(entry = 'libs/pipeline/test/compute/commands.worker.ts'): URL {
  const folder = mkdtempSync(join(tmpdir(), 'pipeline-compute-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const outfile = join(folder, 'commands.worker.mjs');
  buildSync({
    entryPoints: [join(process.cwd(), entry)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
  });
  return pathToFileURL(outfile);
}

/** Waits for what other threads or sockets do; the test times out when it never holds. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}
