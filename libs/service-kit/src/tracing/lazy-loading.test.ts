import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build, type Plugin } from 'esbuild';
import { workspaceRoot } from '../config/workspace-root.js';

// Processes are started, and the machine may be busy.
jest.setTimeout(30_000);

/** Opens tracing from this module and tells which packages of OpenTelemetry the process has loaded by then. */
const appOf = (module: string): string => `
  import { createRequire } from 'node:module';
  import { openTracing } from ${JSON.stringify(module)};
  const endpoint = process.argv[2];
  const tracing = await openTracing({ service: 'cursos', version: '1', endpoint, log: { warn() {} } });
  const { traceId } = tracing.startHttpSpan('GET /', undefined).context;
  const files = Object.keys(createRequire(import.meta.url).cache);
  const packages = files.map((file) => /@opentelemetry\\/[^/]+/.exec(file)?.[0]).filter(Boolean);
  console.log(JSON.stringify({ traceId, packages: [...new Set(packages)] }));
`;

/** As apps are built: our sources in one file, npm packages outside. */
const onlyOurs: Plugin = {
  name: 'only-ours',
  setup(esbuild) {
    esbuild.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === 'entry-point' || path.startsWith('@trilha/') ? undefined : { path, external: true },
    );
  },
};

describe('a built app', () => {
  let folder: string;

  const run = async (module: string, ...args: string[]): Promise<{ traceId: string; packages: string[] }> => {
    const entry = join(folder, 'app.ts');
    await writeFile(entry, appOf(module));
    const outfile = join(folder, 'app.mjs');
    const target = { outfile, bundle: true, platform: 'node', format: 'esm' } as const;
    await build({ ...target, entryPoints: [entry], logLevel: 'silent', plugins: [onlyOurs] });
    const { stdout } = await promisify(execFile)(process.execPath, [outfile, ...args]);
    return JSON.parse(stdout);
  };

  // Below the workspace, so that the bundle finds its packages.
  beforeAll(async () => {
    folder = await mkdtemp(join(workspaceRoot(), 'node_modules/.cache-lazy-loading-'));
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('loads nothing of OpenTelemetry for tracing without an endpoint, and has trace ids', async () => {
    const { traceId, packages } = await run(join(__dirname, 'tracing.ts'));
    expect(packages).toEqual([]);
    expect(traceId).toMatch(/^[0-9a-f]{32}$/);
  });

  it('loads with the whole kit no more than the API, which prom-client asks for', async () => {
    expect((await run('@trilha/service-kit')).packages).toEqual(['@opentelemetry/api']);
  });

  it('loads OpenTelemetry with an endpoint', async () => {
    const { packages } = await run('@trilha/service-kit', 'http://127.0.0.1:9');
    expect(packages).toContain('@opentelemetry/sdk-trace-base');
  });
});
