import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { ConfigError, runService, workspaceRoot } from '@trilha/service-kit';
import { type Child, startChild } from './child.js';
import { waitUntilHealthy } from './health.js';
import { type PlannedService, planServices } from './plan.js';
import { welcome } from './welcome.js';

const USAGE = `usage: npm start -- [--only cursos,midia] [--verbose] [--no-build]

Starts the services of Trilha and stays until Ctrl-C. Data goes to DATA__DIR (default: data/).

  --only LIST   start these services only, names with commas between
  --verbose     show every log line; otherwise warnings and errors only
  --no-build    start what was built last
`;

const START_TIMEOUT_MS = 60_000;

/** Builds what changed, starts every service, says when all are healthy, and stops all on Ctrl-C. */
export const launch = (): Promise<void> =>
  runService(async () => {
    const { values } = parseArgs({
      options: {
        only: { type: 'string' },
        verbose: { type: 'boolean', default: false },
        'no-build': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) {
      process.stdout.write(USAGE);
      return;
    }
    const plan = planServices(process.env, values.only?.split(','));
    if (!values['no-build']) await build(plan);

    const children = plan.map((service) => startChild(service, { verbose: values.verbose }));
    const stop = stopper(children);
    process.on('SIGINT', () => void stop(0));
    process.on('SIGTERM', () => void stop(0));
    // npm passes a signal on to its shell only, and the shell dies without telling us.
    const parent = process.ppid;
    setInterval(() => {
      if (process.ppid !== parent) void stop(0);
    }, 250).unref();

    const failed = Promise.race(children.map(({ name, exited }) => exited.then((code) => ({ name, code }))));
    const outcome = await Promise.race([waitUntilHealthy(plan, START_TIMEOUT_MS), failed]);
    if (stop.stopping) return;
    if ('name' in outcome) {
      process.stderr.write(
        `${outcome.name} ended with ${outcome.code} while starting; the others are stopped\n`,
      );
      await stop(1);
      return;
    }
    if (outcome.unhealthy.length > 0) {
      process.stderr.write(
        `not healthy after ${START_TIMEOUT_MS / 1000} s: ${outcome.unhealthy.join(', ')}; see above, or start with --verbose\n`,
      );
      await stop(1);
      return;
    }
    process.stdout.write(welcome(plan));
    for (const { name, exited } of children) {
      void exited.then((code) => {
        if (!stop.stopping) process.stderr.write(`${name} ended with ${code}; the others keep running\n`);
      });
    }
  });

async function build(plan: readonly PlannedService[]): Promise<void> {
  process.stdout.write(`Building ${plan.length} apps (cached when nothing changed) …\n`);
  const nx = createRequire(import.meta.url).resolve('nx/bin/nx.js');
  const projects = plan.map(({ name }) => name).join(',');
  const child = spawn(
    process.execPath,
    [nx, 'run-many', '-t', 'build', '-p', projects, '--output-style=static'],
    {
      cwd: workspaceRoot(),
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const printed: Buffer[] = [];
  child.stdout.on('data', (bytes: Buffer) => printed.push(bytes));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) {
    process.stderr.write(Buffer.concat(printed));
    throw new ConfigError('the build failed; see above');
  }
}

interface Stopper {
  (code: number): Promise<void>;
  stopping: boolean;
}

/** Stops every child and ends the launcher once, however often it is asked. */
function stopper(children: readonly Child[]): Stopper {
  const stop = (async (code: number) => {
    if (stop.stopping) return;
    stop.stopping = true;
    await Promise.all(children.map((child) => child.stop()));
    process.exit(code);
  }) as Stopper;
  stop.stopping = false;
  return stop;
}
