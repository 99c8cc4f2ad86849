import type { Bench } from '../bench.js';
import { CleanUp } from '../ingest/clean-up.js';
import { buildIngestion } from '../ingest/ingest-server.js';
import { describeMachine } from '../measure/machine.js';
import { createProgress, type Progress } from '../measure/progress.js';
import { bundleSides } from './bench-processes.js';
import { HANDED_OVER, measureRates, RATED } from './measure-rates.js';
import { LOADS, measureLoads, measureSweep } from './measure-sweep.js';
import { type ComputeOptions, HELP, readOptions } from './options.js';
import { type ComputeFigures, report } from './report.js';
import { targetsOf } from './targets.js';

/** Tasks of the sweep: about a millisecond on the machines of today. */
const SWEEP_N = 1_000_000;
const SWEEP_TASK_MS = 1;
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

export const computeBench: Bench = {
  name: 'compute',
  summary: 'the compute pool, in process and over TCP, beside piscina, workerpool and a process per request',
  run: async (args) => {
    const options = readOptions(args);
    if (options === undefined) {
      process.stdout.write(HELP);
      return;
    }
    const machine = describeMachine(['piscina', 'workerpool']);
    const cleanUp = new CleanUp();
    const progress = createProgress(stepsOf(options));
    const interrupt = (): void => void cleanUp.run();
    for (const signal of SIGNALS) process.once(signal, interrupt);
    try {
      const figures = await measure(options, machine.cores, cleanUp, progress);
      progress.end();
      const { format, ...parameters } = options;
      const { workers } = options;
      const text =
        format === 'json'
          ? JSON.stringify(
              { machine, parameters, ...figures, targets: targetsOf(figures.rates, workers) },
              null,
              2,
            )
          : report({ machine, parameters: parametersLine(options), workers, figures }, format);
      process.stdout.write(`${text}\n`);
    } finally {
      progress.end();
      await cleanUp.run();
      for (const signal of SIGNALS) process.off(signal, interrupt);
    }
  },
};

async function measure(
  { only, workers, tasksMs, rounds, seconds, sweepWorkers, concurrency }: ComputeOptions,
  cores: number,
  cleanUp: CleanUp,
  progress: Progress,
): Promise<ComputeFigures> {
  const onStep = (label: string): void => progress.step(label);
  onStep('building apps/ingestion');
  buildIngestion();
  const bundle = await bundleSides();
  cleanUp.add(() => bundle.remove());
  const common = { bundle, cleanUp, onStep };
  const rated = only.includes('rates')
    ? await measureRates({ ...common, workers, tasksMs, rounds, seconds })
    : { rates: [] };
  return {
    ...rated,
    sweep: only.includes('sweep')
      ? await measureSweep({
          ...common,
          cores,
          workers: sweepWorkers,
          concurrency,
          n: SWEEP_N,
          taskMs: SWEEP_TASK_MS,
          seconds: seconds / 2,
        })
      : [],
    loads: only.includes('loads') ? await measureLoads(common) : [],
  };
}

const stepsOf = ({ only, tasksMs, rounds, sweepWorkers, concurrency }: ComputeOptions): number =>
  1 +
  (only.includes('rates')
    ? tasksMs.length * (2 + rounds * (2 * RATED.length - 1)) + HANDED_OVER.length * rounds
    : 0) +
  (only.includes('sweep') ? sweepWorkers.length * concurrency.length : 0) +
  (only.includes('loads') ? LOADS.length : 0);

const parametersLine = ({ workers, rounds, seconds }: ComputeOptions): string =>
  `counting primes · ${workers} workers · ${rounds} rounds of ${seconds} s a side, in turns with bare loops at once · nothing random, no seed`;
