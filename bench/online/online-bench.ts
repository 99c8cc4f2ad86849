import { Random } from '@trilha/pipeline/online';
import type { Bench } from '../bench.js';
import { describeMachine, isBusy, machineLine } from '../measure/machine.js';
import { createProgress } from '../measure/progress.js';
import { markdownTable, textTable } from '../measure/table.js';
import { HELP, type OnlineOptions, readOptions } from './options.js';
import { type Subject, subjects } from './subjects.js';

/** Predictions and lessons are timed in turns of this many events: one alone is shorter than the clock can tell. */
const TURN = 500;

interface Cost {
  readonly name: string;
  /** Nanoseconds an event, medians over all turns: what interrupts one does not count. */
  readonly predictNs: number;
  readonly learnNs: number;
  /** After all rounds. */
  readonly stateBytes: number;
}

interface Stream {
  readonly xs: readonly Float64Array[];
  readonly ys: readonly number[];
}

export const onlineBench: Bench = {
  name: 'online',
  summary: 'what one event costs each online estimator',
  run: async (args) => {
    const options = readOptions(args);
    if (options === undefined) {
      process.stdout.write(HELP);
      return;
    }
    const machine = describeMachine([]);
    const all = subjects(options.dimension);
    const progress = createProgress(all.length);
    const stream = draw(options);
    const costs = all.map((subject) => {
      progress.step(subject.name);
      return measure(subject, stream, options.rounds);
    });
    progress.end();
    const { format, ...parameters } = options;
    process.stdout.write(
      format === 'json'
        ? `${JSON.stringify({ machine, parameters, costs }, null, 2)}\n`
        : `${[
            machineLine(machine),
            ...(isBusy(machine)
              ? ['Other work ran on this machine when the run began: figures are rough.']
              : []),
            `${options.dimension} features · medians over ${options.rounds} rounds of ${options.events} events · seed ${options.seed}`,
            (format === 'markdown' ? markdownTable : textTable)(
              ['estimator', 'predict ns', 'learn ns', 'state bytes'],
              costs.map((cost) => [
                cost.name,
                String(Math.round(cost.predictNs)),
                String(Math.round(cost.learnNs)),
                String(cost.stateBytes),
              ]),
            ),
          ].join('\n\n')}\n`,
    );
  },
};

/** Two classes apart by one deviation in half of the features. */
function draw({ events, dimension, seed }: OnlineOptions): Stream {
  const random = new Random(seed);
  const ys = Array.from({ length: events }, () => random.below(2));
  const xs = ys.map((y) => {
    const x = new Float64Array(dimension);
    for (let i = 0; i < dimension; i++) x[i] = random.normal() + (i % 2 === 0 ? y : 0);
    return x;
  });
  return { xs, ys };
}

function measure(subject: Subject, stream: Stream, rounds: number): Cost {
  // The first round is for the compiler, and for models to grow.
  round(subject, stream);
  const turns = Array.from({ length: rounds }, () => round(subject, stream)).flat();
  const nsOfEvent = 1e6 / TURN;
  return {
    name: subject.name,
    predictNs: median(turns.map(({ predictMs }) => predictMs)) * nsOfEvent,
    learnNs: median(turns.map(({ learnMs }) => learnMs)) * nsOfEvent,
    stateBytes: subject.stateBytes(),
  };
}

interface Turn {
  readonly predictMs: number;
  readonly learnMs: number;
}

function round({ predict, learn }: Subject, { xs, ys }: Stream): Turn[] {
  const turns: Turn[] = [];
  for (let from = 0; from + TURN <= xs.length; from += TURN) {
    const to = from + TURN;
    const start = performance.now();
    for (let i = from; i < to; i++) predict(xs[i] as Float64Array);
    const between = performance.now();
    for (let i = from; i < to; i++) learn(xs[i] as Float64Array, ys[i] as number);
    turns.push({ predictMs: between - start, learnMs: performance.now() - between });
  }
  return turns;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] as number;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] as number) + upper) / 2;
}
