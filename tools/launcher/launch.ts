import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigError, loadServiceConfig, runService, workspaceRoot } from '@trilha/service-kit';
import { paintFor } from '../terminal/paint.js';
import { buildApps } from './build-apps.js';
import { startChild } from './child.js';
import { chooseServices } from './choose-services.js';
import { lockDataFolder } from './data-lock.js';
import { type FleetService, startInOrder, stopInOrder } from './fleet.js';
import { waitUntilHealthy } from './health.js';
import { type LaunchArguments, readArguments, USAGE } from './launch-arguments.js';
import { LogLines } from './log-lines.js';
import { type PlannedService, planServices } from './plan.js';
import { checkPorts } from './ports.js';
import { RestartPolicy, type RestartRules } from './restart-policy.js';
import { readServiceList } from './service-list.js';
import { StartFailed, Supervisor } from './supervisor.js';
import { welcome } from './welcome.js';

const START_TIMEOUT_MS = 60_000;
const LIST = 'tools/launcher/services.json';

/** Builds what changed, starts every service after those it needs, keeps them running, and stops all on Ctrl-C. */
export const launch = (): Promise<void> =>
  runService(async () => {
    const wanted = readArguments(process.argv.slice(2));
    if (wanted === 'help') {
      process.stdout.write(USAGE);
      return;
    }
    const list = readServiceList(
      wanted.services === undefined
        ? resolve(workspaceRoot(), LIST)
        : resolve(process.env.INIT_CWD ?? process.cwd(), wanted.services),
    );
    const { chosen, absent } = chooseServices(list.services, wanted.only, wanted.withNeeds);
    if (chosen.length === 0) throw new ConfigError('--only: names no service');
    const plan = planServices(process.env, chosen);
    const { dataDir } = loadServiceConfig('gateway', process.env).config;
    const lock = await lockDataFolder(dataDir);
    // Also keeps it from being collected as garbage, which would let go of it.
    process.once('exit', () => void lock.release());
    await checkPorts(plan);
    if (wanted.build) await buildApps(plan.map(({ name }) => name));
    if (absent.length > 0) {
      say(`not started, and needed by what is: ${absent.join(', ')}; --with-needs starts them too`);
    }
    await run(plan, list.restart, wanted);
  });

async function run(
  plan: readonly PlannedService[],
  rules: RestartRules,
  { verbose, json }: LaunchArguments,
): Promise<void> {
  const lines = new LogLines({
    names: plan.map(({ name }) => name),
    paint: paintFor(process.stdout),
    verbose,
    json,
  });
  const supervisors = plan.map((service) => supervise(service, rules, lines, () => leaveWhenAllGaveUp()));
  const fleet: readonly FleetService[] = supervisors.map((member, i) => ({
    member,
    needs: plan[i]?.needs ?? [],
  }));
  const stop = stopper(fleet, supervisors);
  const leaveWhenAllGaveUp = (): void => {
    if (supervisors.every(({ state }) => state === 'given-up')) stop(1);
  };
  leaveWith(stop);
  try {
    await startInOrder(fleet);
  } catch (error) {
    if (!(error instanceof StartFailed)) throw error;
    if (!stop.stopping) say(`${error.message}; the others are stopped. See above, or start with --verbose`);
    stop(1);
  }
  if (!stop.stopping) process.stdout.write(welcome(plan));
}

function supervise(
  service: PlannedService,
  rules: RestartRules,
  lines: LogLines,
  onGivenUp: () => void,
): Supervisor {
  const { name } = service;
  const print = (line: string | undefined): void => {
    if (line !== undefined) process.stdout.write(`${line}\n`);
  };
  return new Supervisor({
    name,
    start: () =>
      startChild(name, {
        logged: (line) => print(lines.logged(name, line)),
        complained: (line) => process.stderr.write(`${lines.raw(name, line)}\n`),
      }),
    becomesHealthy: (signal) => waitUntilHealthy(service, START_TIMEOUT_MS, signal),
    policy: new RestartPolicy(rules, () => performance.now(), Math.random),
    sleep: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => {}),
    nowMs: () => performance.now(),
    say,
    onGivenUp,
  });
}

const say = (text: string): void => void process.stderr.write(`${text}\n`);

interface Stopper {
  (code: number): void;
  stopping: boolean;
}

/** Stops every service and ends the launcher; asked once more, it ends them at once. */
function stopper(fleet: readonly FleetService[], supervisors: readonly Supervisor[]): Stopper {
  const stop = ((code: number) => {
    if (stop.stopping) {
      for (const supervisor of supervisors) supervisor.kill();
      return;
    }
    stop.stopping = true;
    void stopInOrder(fleet).then(() => process.exit(code));
  }) as Stopper;
  stop.stopping = false;
  return stop;
}

function leaveWith(stop: Stopper): void {
  process.on('SIGINT', () => stop(0));
  process.on('SIGTERM', () => stop(0));
  // A terminal that was closed.
  process.on('SIGHUP', () => stop(0));
  // Whoever read our log is gone; the services are not.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  // npm passes a signal on to its shell only, and the shell dies without telling us.
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent && !stop.stopping) stop(0);
  }, 250).unref();
}
