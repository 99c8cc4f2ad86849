import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from '../bench.js';
import { type Awake, keepCoresAwake } from '../measure/keep-cores-awake.js';
import { describeMachine, type Machine } from '../measure/machine.js';
import { createProgress, type Progress } from '../measure/progress.js';
import { type GatewayProcesses, nestFolder, SIDES, startProcesses } from './gateway-processes.js';
import { installNest } from './install-nest.js';
import { measureLatency, measureThroughput, medianOf } from './measure-sides.js';
import { type GatewayBenchOptions, HELP, readOptions } from './options.js';
import { report } from './report.js';
import { type GatewayFigures, targetsOf } from './targets.js';

/** Share of what the direct call can do that all are offered in the latency part. */
const OFFERED_SHARE = 0.2;
/** Until the engine has compiled what a request runs through. */
const WARM_UP_CALLS = 8_000;
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
const PACKAGES = ['@grpc/grpc-js', 'fastify', 'jose', 'pino'];

export const gatewayBench: Bench = {
  name: 'gateway',
  summary: 'what the gateway costs over a hand-written route, NestJS, the direct call and a bare hop',
  run: async (args) => {
    const options = readOptions(args);
    if (options === undefined) {
      process.stdout.write(HELP);
      return;
    }
    const machine = describeMachine(PACKAGES);
    const say = (line: string): void => void process.stderr.write(`${line}\n`);
    const absence = options.skipNest ? 'NestJS was left out' : await installNest(nestFolder(), say);
    if (absence !== undefined) say(absence);
    const nest = absence === undefined;
    const progress = createProgress((nest ? SIDES.length : SIDES.length - 1) * (1 + 2 * options.rounds));
    const processes = await startProcesses({ ...options, nest });
    // Ends the children, whose open question then fails the run, so that nothing is left behind.
    const interrupt = (): void => void processes.stop();
    let awake: Awake | undefined;
    for (const signal of SIGNALS) process.once(signal, interrupt);
    try {
      if (options.awake) awake = await keepCoresAwake();
      const figures = await measure(processes, options, progress);
      progress.end();
      const notes = absence === undefined ? [] : [absence];
      process.stdout.write(`${printed(nest ? withNest(machine) : machine, options, figures, notes)}\n`);
    } finally {
      progress.end();
      await processes.stop();
      await awake?.end();
      for (const signal of SIGNALS) process.off(signal, interrupt);
    }
  },
};

async function measure(
  { sides }: GatewayProcesses,
  { callers, rounds, seconds, seed }: GatewayBenchOptions,
  progress: Progress,
): Promise<GatewayFigures> {
  for (const side of sides) {
    progress.step(`warming up: ${side.name}`);
    // A server that does not work says so once.
    await side.closedLoop({ callers: 1, until: { calls: 1 } });
    await side.closedLoop({ callers, until: { calls: WARM_UP_CALLS } });
  }
  const throughput = await measureThroughput(sides, { callers, rounds, seconds }, (side) =>
    progress.step(`throughput: ${side}`),
  );
  const ratePerSecond = Math.round(OFFERED_SHARE * medianOf(throughput, 'direct', 'requestsPerSecond'));
  const latency = await measureLatency(sides, { ratePerSecond, rounds, seconds, seed }, (side) =>
    progress.step(`latency: ${side}`),
  );
  return { throughput, ratePerSecond, latency };
}

function printed(
  machine: Machine,
  options: GatewayBenchOptions,
  figures: GatewayFigures,
  notes: readonly string[],
): string {
  const { format, profile: _folder, ...parameters } = options;
  if (format !== 'json')
    return report({ machine, parameters: parametersLine(options), figures, notes }, format);
  const { throughput, latency, ratePerSecond } = figures;
  const rounds = { throughput: Object.fromEntries(throughput), latency: Object.fromEntries(latency) };
  const targets = targetsOf(figures);
  return JSON.stringify({ machine, parameters, notes, ratePerSecond, ...rounds, targets }, null, 2);
}

function withNest(machine: Machine): Machine {
  const versionOf = (name: string): string =>
    JSON.parse(readFileSync(join(nestFolder(), 'node_modules', name, 'package.json'), 'utf8')).version;
  const names = ['@nestjs/core', '@nestjs/microservices'];
  return {
    ...machine,
    packages: { ...machine.packages, ...Object.fromEntries(names.map((name) => [name, versionOf(name)])) },
  };
}

const parametersLine = ({
  callers,
  rounds,
  seconds,
  lessons,
  seed,
  rememberTokens,
  awake,
}: GatewayBenchOptions): string =>
  [
    `GetCurso of ${lessons} lessons, insecure`,
    `${rounds} rounds of ${seconds} s a side and part, alternating, ${callers} callers`,
    rememberTokens ? 'all REST sides remember tokens' : 'only the gateway remembers tokens',
    ...(awake ? ['cores kept awake'] : []),
    `seed ${seed}`,
  ].join(' · ');
