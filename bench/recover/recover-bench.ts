import { SERVICE_PORTS, type ServiceName } from '@trilha/service-kit';
import { type RunningSystem, startSystem } from '../../tools/launcher/testing/start-system.js';
import { workloadOf } from '../../tools/launcher/testing/workloads.js';
import { ArgumentError, type Bench } from '../bench.js';
import { type Format, formatOf, parseArguments, whole } from '../measure/arguments.js';
import { describeMachine, isBusy, machineLine } from '../measure/machine.js';
import { median } from '../measure/percentile.js';
import { createProgress } from '../measure/progress.js';
import { markdownTable, textTable } from '../measure/table.js';
import { withCleanUp } from '../measure/with-clean-up.js';
import { killAndWait, type Recovery } from './kill-and-wait.js';

const HELP = `usage: npm run bench -- recover [arguments]

How long each service is away after kill -9, as callers of the gateway see it: from the kill to the first write that is
acknowledged again. The whole system runs as npm start runs it, on free ports, and is written to all the while.

  --services LIST      services to kill, names with commas between (default: all of them, the gateway too)
  --repeats N          kills of each service (default 5)
  --json               print the figures as one JSON object
  --markdown           print the table for a page of docs
  --help               print this text
`;

const AIM_MS = 5_000;
/** The gateway must refuse for the service that is away, not for the load or a slow machine. */
const UNLIMITED = { HTTP__RATE_LIMIT: '0', HTTP__RATE_LIMIT_ADDRESS: '0', HTTP__MAX_LAG: '0' };
const NAMES = Object.keys(SERVICE_PORTS) as readonly ServiceName[];
/** Crashes of one minute must not add up to where the launcher gives up. */
const APART_MS = 13_000;

interface Options {
  readonly services: readonly ServiceName[];
  readonly repeats: number;
  readonly format: Format;
}

interface Measured {
  readonly service: ServiceName;
  readonly recoveries: readonly Recovery[];
}

export const recoverBench: Bench = {
  name: 'recover',
  summary: 'how long each service is away after kill -9',
  run: async (args) => {
    const options = readOptions(args);
    if (options === undefined) {
      process.stdout.write(HELP);
      return;
    }
    const machine = describeMachine(['@grpc/grpc-js']);
    const system = await startSystem([], UNLIMITED);
    await withCleanUp(system.remove, async () => {
      const measured = await measure(system, options);
      if (options.format === 'json') {
        process.stdout.write(`${JSON.stringify({ machine, aimMs: AIM_MS, measured }, null, 2)}\n`);
        return;
      }
      const table = options.format === 'markdown' ? markdownTable : textTable;
      const parts = [
        machineLine(machine),
        ...(isBusy(machine) ? ['Other work ran on this machine when the run began.'] : []),
        `kill -9 under load, ${options.repeats} times each; seconds from the kill, min / median / max`,
        table(
          ['service', 'first refusal', 'healthy', 'acknowledged again', `aim ${AIM_MS / 1_000} s`],
          measured.map(rowOf),
        ),
      ];
      process.stdout.write(`${parts.join('\n\n')}\n`);
    });
  },
};

async function measure(system: RunningSystem, { services, repeats }: Options): Promise<readonly Measured[]> {
  const token = await system.tokenOf('bench', 'operador', 'servico');
  const progress = createProgress(services.length * repeats);
  const recoveries = new Map<ServiceName, Recovery[]>(services.map((name) => [name, []]));
  const killedAt = new Map<ServiceName, number>();
  for (let round = 1; round <= repeats; round++) {
    for (const service of services) {
      progress.step(`${service}, kill ${round} of ${repeats}`);
      const since = performance.now() - (killedAt.get(service) ?? Number.NEGATIVE_INFINITY);
      if (since < APART_MS) await new Promise((resolve) => setTimeout(resolve, APART_MS - since));
      killedAt.set(service, performance.now());
      recoveries.get(service)?.push(await killAndWait(system, service, workloadOf(service, system, token)));
    }
  }
  progress.end();
  return [...recoveries].map(([service, all]) => ({ service, recoveries: all }));
}

function rowOf({ service, recoveries }: Measured): readonly string[] {
  const spread = (pick: (one: Recovery) => number): string => {
    const all = recoveries.map(pick);
    return [Math.min(...all), median(all), Math.max(...all)].map((ms) => (ms / 1_000).toFixed(2)).join(' / ');
  };
  const slowest = Math.max(...recoveries.map(({ acknowledgedMs }) => acknowledgedMs));
  return [
    service,
    spread(({ refusedMs }) => refusedMs),
    spread(({ healthyMs }) => healthyMs),
    spread(({ acknowledgedMs }) => acknowledgedMs),
    slowest <= AIM_MS ? 'met' : 'missed',
  ];
}

function readOptions(args: readonly string[]): Options | undefined {
  const values = parse(args);
  if (values.help) return undefined;
  const named = values.services?.split(',') ?? NAMES;
  const services = NAMES.filter((name) => named.includes(name));
  if (services.length !== named.length) {
    throw new ArgumentError(`--services: got ${JSON.stringify(values.services)}, takes ${NAMES.join(', ')}`);
  }
  return { services, repeats: whole('repeats', values.repeats, 1, 1_000), format: formatOf(values) };
}

const parse = (args: readonly string[]) =>
  parseArguments(args, {
    services: { type: 'string' },
    repeats: { type: 'string', default: '5' },
  });
