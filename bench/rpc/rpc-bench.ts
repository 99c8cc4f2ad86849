import type { Bench } from '../bench.js';
import { describeMachine } from '../measure/machine.js';
import { createProgress, type Progress } from '../measure/progress.js';
import { type BenchProcesses, startProcesses } from './bench-processes.js';
import { MESSAGE_BYTES } from './echo-contract.js';
import { measureLatency } from './measure-latency.js';
import { LOOKS, measureMemory } from './measure-memory.js';
import { measureThroughput, type Throughput } from './measure-throughput.js';
import { HELP, type RpcOptions, readOptions } from './options.js';
import { report } from './report.js';
import { type RpcFigures, targetsOf } from './targets.js';

/** Share of what the bare server can do that both are offered in the latency part. */
const OFFERED_SHARE = 0.5;
/** Until the engine has compiled what a call runs through. */
const WARM_UP_CALLS = 10_000;
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

export const rpcBench: Bench = {
  name: 'rpc',
  summary: 'what service-kit costs over bare grpc-js: throughput, latency, memory',
  run: async (args) => {
    const options = readOptions(args);
    if (options === undefined) {
      process.stdout.write(HELP);
      return;
    }
    const machine = describeMachine(['@grpc/grpc-js']);
    const processes = await startProcesses(options.profile);
    const progress = createProgress(stepsOf(options));
    // Ends the children, whose open question then fails the run, so that nothing is left behind.
    const interrupt = (): void => void processes.stop();
    for (const signal of SIGNALS) process.once(signal, interrupt);
    try {
      const figures = await measure(processes, options, progress);
      progress.end();
      const { format, profile: _folder, ...parameters } = options;
      const text =
        format === 'json'
          ? JSON.stringify({ machine, parameters, ...figures, targets: targetsOf(figures) }, null, 2)
          : report({ machine, parameters: parametersLine(options), figures }, format);
      process.stdout.write(`${text}\n`);
    } finally {
      progress.end();
      await processes.stop();
      for (const signal of SIGNALS) process.off(signal, interrupt);
    }
  },
};

async function measure(
  processes: BenchProcesses,
  options: RpcOptions,
  progress: Progress,
): Promise<RpcFigures> {
  const { callers, rounds, seconds, calls, seed, skip, memoryCalls } = options;
  const until = calls === undefined ? { seconds } : { calls };
  for (const { port, name } of [processes.bare, processes.kit]) {
    progress.step(`warming up: ${name}`);
    await processes.closedLoop({ port, callers: 32, until: { calls: WARM_UP_CALLS } });
  }
  const throughput: Throughput[] = [];
  for (const count of callers) {
    const onRound = (): void => progress.step(`throughput, ${count} callers`);
    throughput.push(await measureThroughput(processes, { callers: count, rounds, until }, onRound));
  }
  const busiest = throughput.reduce((most, one) => (one.callers > most.callers ? one : most));
  const ratePerSecond = Math.round(OFFERED_SHARE * busiest.bare.callsPerSecond);
  const latency = skip.includes('latency')
    ? undefined
    : await measureLatency(processes, { ratePerSecond, rounds, seconds, seed }, () =>
        progress.step('latency'),
      );
  const memory = skip.includes('memory')
    ? undefined
    : await measureMemory(processes, memoryCalls, (done) => progress.step(`memory, after ${done} calls`));
  return { throughput, latency, memory };
}

const stepsOf = ({ callers, rounds, skip }: RpcOptions): number =>
  2 +
  callers.length * rounds * 2 +
  (skip.includes('latency') ? 0 : rounds * 2) +
  (skip.includes('memory') ? 0 : LOOKS);

function parametersLine({ rounds, seconds, calls, seed, skip, memoryCalls }: RpcOptions): string {
  const round = calls === undefined ? `${seconds} s` : `${calls} calls`;
  return [
    `echo of ${MESSAGE_BYTES} bytes, unary, one connection, insecure`,
    `${rounds} rounds of ${round} a side, alternating`,
    ...(skip.includes('latency') ? [] : [`seed ${seed}`]),
    ...(skip.includes('memory') ? [] : [`memory over ${memoryCalls} calls`]),
  ].join(' · ');
}
