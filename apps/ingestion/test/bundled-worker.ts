import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { workspaceRoot } from '@trilha/service-kit';
import { buildSync } from 'esbuild';

/** The file of the compute threads as the build makes it, gone after the tests of the file. */
export function computeWorker(): URL {
  const folder = mkdtempSync(join(tmpdir(), 'ingestion-compute-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const outfile = join(folder, 'compute.worker.mjs');
  buildSync({
    entryPoints: [join(workspaceRoot(), 'apps/ingestion/src/compute.worker.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
  });
  return pathToFileURL(outfile);
}
