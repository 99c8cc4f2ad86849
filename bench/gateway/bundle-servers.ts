import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';

/** Compiled files, below a `node_modules` so that they find the packages that they import. */
export interface Bundle {
  /** `file:` URL of what an entry became. */
  urlOf(entry: string): string;
  remove(): Promise<void>;
}

/** As `nx build` does it: our own sources go in, packages stay outside. */
const onlyOurs: Plugin = {
  name: 'only-ours',
  setup(esbuild) {
    esbuild.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === 'entry-point' || path.startsWith('@trilha/') ? undefined : { path, external: true },
    );
  },
};

/**
 * Compiles servers as they are compiled for production, so that no loader of TypeScript slows one of them down.
 *
 * @param entries names of files in `folder`, such as `gateway-server.ts`
 * @param folder a `file:` URL that ends with a slash
 * @param packages the `node_modules` folder that is to answer for the packages
 */
export async function bundleServers(
  entries: readonly string[],
  folder: URL,
  packages: string,
): Promise<Bundle> {
  const cache = join(packages, '.cache');
  await mkdir(cache, { recursive: true });
  const outdir = await mkdtemp(join(cache, 'trilha-bench-'));
  const remove = (): Promise<void> => rm(outdir, { recursive: true, force: true });
  try {
    await build({
      entryPoints: entries.map((entry) => fileURLToPath(new URL(entry, folder))),
      outdir,
      entryNames: '[name]',
      outExtension: { '.js': '.mjs' },
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20.19',
      sourcemap: 'linked',
      plugins: [onlyOurs],
      logLevel: 'warning',
    });
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    urlOf: (entry) => pathToFileURL(join(outdir, entry.replace(/\.ts$/, '.mjs'))).href,
    remove,
  };
}
