import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import type { Bench } from '../bench.js';
import { fromWhereTyped } from '../measure/arguments.js';
import { describeMachine } from '../measure/machine.js';
import { createProgress } from '../measure/progress.js';
import type { BenchContext } from './bench-context.js';
import { CleanUp } from './clean-up.js';
import { buildIngestion } from './ingest-server.js';
import { measureBig } from './measure-big.js';
import { measureDisk } from './measure-disk.js';
import { measureLatency } from './measure-latency.js';
import { measureJetStream } from './measure-peers.js';
import { measureSingles } from './measure-singles.js';
import { measureThroughput } from './measure-throughput.js';
import { HELP, type IngestOptions, readOptions, type Section } from './options.js';
import { report } from './report.js';
import { bestOf, type IngestFigures, targetsOf } from './targets.js';
import { timeLeft } from './time-left.js';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
const INTERRUPTED = 130;
/** A run of throughput is as long as this many events a second would take. */
const TARGET_PER_SECOND = 150_000;
/** Offered in the latency part when neither the throughput part nor an argument says. */
const DEFAULT_RATE = 30_000;
const NATS_URL = 'nats://127.0.0.1:4222';

export const ingestBench: Bench = {
  name: 'ingest',
  summary: 'what apps/ingestion takes, durably and analysed: throughput, latency, memory, restart',
  run: async (args) => {
    const options = readOptions(args);
    if (options === undefined) {
      process.stdout.write(HELP);
      return;
    }
    const machine = describeMachine(['@grpc/grpc-js']);
    const cleanUp = new CleanUp();
    const interrupt = (): void => void cleanUp.run().finally(() => process.exit(INTERRUPTED));
    for (const signal of SIGNALS) process.once(signal, interrupt);
    const steps = expectedSteps(options);
    const progress = createProgress(steps.length);
    const left = timeLeft(steps);
    try {
      const folder = fromWhereTyped(options.dir ?? tmpdir());
      await mkdir(folder, { recursive: true });
      progress.step(`building apps/ingestion · ${left()}`);
      buildIngestion();
      const context: BenchContext = {
        folder,
        cleanUp,
        profile: options.profile === undefined ? undefined : fromWhereTyped(options.profile),
        step: (label) => progress.step(`${label} · ${left()}`),
      };
      const figures = await measure(context, options);
      progress.end();
      const { format, ...parameters } = options;
      const text =
        format === 'json'
          ? JSON.stringify({ machine, parameters, ...figures, targets: targetsOf(figures) }, null, 2)
          : report({ machine, parameters: parametersLine(options), figures }, format);
      process.stdout.write(`${text}\n`);
    } finally {
      progress.end();
      await cleanUp.run();
      for (const signal of SIGNALS) process.off(signal, interrupt);
    }
  },
};

async function measure(context: BenchContext, options: IngestOptions): Promise<IngestFigures> {
  const { only, simulators, modes, seconds, rate, events, rounds, callers, seed } = options;
  const wants = (section: Section): boolean => only.includes(section);
  const disk = wants('peers') ? await measureDisk(context, { seconds: seconds / 2, seed }) : undefined;
  const throughput = wants('throughput')
    ? await measureThroughput(context, { modes, simulators, items: itemsOf(options), seed })
    : undefined;
  const singles =
    wants('singles') || wants('peers')
      ? await measureSingles(context, { callers, rounds, seconds: seconds / 2, seed })
      : undefined;
  const half = (bestOf(throughput ?? [])?.finalisedPerSecond ?? DEFAULT_RATE * 2) / 2;
  const ratePerSecond = Math.round(rate ?? half);
  const latency = wants('latency')
    ? await measureLatency(context, { ratePerSecond, seconds: seconds * 2, seed })
    : undefined;
  const nats =
    disk === undefined
      ? undefined
      : await measureJetStream(context, {
          url: process.env.NATS_URL ?? NATS_URL,
          seconds: seconds / 2,
          bytesPerEvent: disk.bytesPerEvent,
        });
  const big = wants('big')
    ? await measureBig(context, { items: events, simulators: Math.max(...simulators), seed })
    : undefined;
  return { throughput, singles, latency, big, disk, nats };
}

/** Enough for clients, scores and transactions, however short. */
const itemsOf = ({ seconds }: IngestOptions): number =>
  Math.round(Math.max(60_000, seconds * TARGET_PER_SECOND));

/** How long each step takes on a machine with two cores, in seconds. */
function expectedSteps(options: IngestOptions): readonly number[] {
  const { only, simulators, modes, seconds, events, rounds } = options;
  const wants = (section: Section): boolean => only.includes(section);
  const steps = [2];
  const perRun = 4 + itemsOf(options) / 25_000;
  const check = (items: number): readonly number[] => [1 + items / 200_000, 2 + items / 60_000];
  if (wants('peers')) steps.push(seconds + 1);
  if (wants('throughput')) {
    for (let i = 0; i < modes.length * simulators.length; i += 1) steps.push(perRun);
    steps.push(...check(itemsOf(options)));
  }
  if (wants('singles') || wants('peers')) {
    steps.push(4 + seconds);
    for (let i = 0; i < rounds; i += 1) steps.push(seconds);
  }
  if (wants('latency')) steps.push(6 + seconds * 5);
  if (wants('peers')) steps.push(2 + seconds * 1.5);
  if (wants('big')) steps.push(4 + events / 35_000, 3, ...check(events));
  return steps;
}

function parametersLine({ seed, seconds, events, only, quick }: IngestOptions): string {
  return [
    `10,000 clients, 1 % duplicates, 1 % invalid, labels, messages of 1,000 · seed ${seed} · seconds ${seconds}`,
    ...(only.includes('big') ? [`events ${events.toLocaleString('en-US')}`] : []),
    ...(quick ? ['a quick run: figures mean little'] : []),
  ].join(' · ');
}
