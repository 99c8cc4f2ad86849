/**
 * Bundles one app: our own sources into `dist/`, npm packages left outside. Every file of `src/` named `main.ts`,
 * `*.cli.ts` or `*.worker.ts` becomes an entry of its own.
 *
 * usage: tsx tools/build-app.ts apps/cursos
 */
import { readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { build, type Plugin } from 'esbuild';

const project = process.argv[2];
if (project === undefined) {
  console.error('build-app: name the folder of an app, such as apps/cursos');
  process.exit(2);
}

/** Relative imports and `@trilha/*` are ours and go in; everything else stays an import. */
const onlyOurs: Plugin = {
  name: 'only-ours',
  setup(esbuild) {
    esbuild.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === 'entry-point' || path.startsWith('@trilha/') ? undefined : { path, external: true },
    );
  },
};

await rm(`${project}/dist`, { recursive: true, force: true });
await build({
  entryPoints: readdirSync(`${project}/src`, { recursive: true, encoding: 'utf8' })
    .filter((file) => file === 'main.ts' || file.endsWith('.cli.ts') || file.endsWith('.worker.ts'))
    .map((file) => `${project}/src/${file}`),
  outdir: `${project}/dist`,
  outbase: `${project}/src`,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  sourcemap: 'linked',
  plugins: [onlyOurs],
  logLevel: 'warning',
});
