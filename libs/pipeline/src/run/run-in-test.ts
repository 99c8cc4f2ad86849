import type { Pipeline } from '../graph/build-pipeline.js';
import { MemoryLog } from '../log/memory-log.js';
import { FakeClock } from '../testing/fake-clock.js';
import type { RunSnapshot } from './accounting.js';
import type { DeadLetter } from './dead-letter.js';
import type { FinalisedSpan } from './finalised.js';
import { MemoryCheckpoints } from './memory-checkpoints.js';
import { MemoryDeadLetters } from './memory-dead-letters.js';
import { DEAD } from './micro-batch.js';
import { PipelineRun } from './pipeline-run.js';
import type { RunOptions } from './run-options.js';

export type TestRunOptions = Partial<Omit<RunOptions, 'log' | 'decode' | 'checkpoints' | 'deadLetters'>> & {
  /** Goes on where an earlier run ended; the events are then those of both. */
  readonly checkpoints?: MemoryCheckpoints;
};

export interface TestRun<T> {
  /** The events that went through, in order. */
  readonly finalised: readonly T[];
  readonly dead: readonly DeadLetter[];
  /** The bytes of every state in the last checkpoint, by name. */
  readonly state: Readonly<Record<string, Uint8Array>>;
  readonly spans: readonly FinalisedSpan[];
  readonly snapshot: RunSnapshot;
}

/**
 * Takes events through a pipeline as a run would, over a log and checkpoints in memory, and gives what came of them.
 * Failed events are tried again without a pause, unless `backoff` says otherwise.
 */
export async function runPipeline<T>(
  pipeline: Pipeline,
  events: readonly T[],
  options: TestRunOptions = {},
): Promise<TestRun<T>> {
  const log = new MemoryLog();
  await log.append(events.map(indexToBytes));
  const { checkpoints = new MemoryCheckpoints(), clock = new FakeClock() } = options;
  const deadLetters = new MemoryDeadLetters();
  const spans: FinalisedSpan[] = [];
  const run = new PipelineRun(pipeline, {
    backoff: { baseMs: 0, maxMs: 0 },
    ...options,
    log,
    clock,
    checkpoints,
    deadLetters,
    decode: (bytes) => events[bytesToIndex(bytes)],
    onFinalised: async (span) => {
      spans.push(span);
      await options.onFinalised?.(span);
    },
  });
  await run.start({ from: checkpoints.restore(run.parts) });
  await run.drain();
  return {
    finalised: spans.flatMap(({ batches }) => batches.flatMap((batch) => survivors(batch, events))),
    dead: deadLetters.all(),
    state: checkpoints.parts,
    spans,
    snapshot: run.snapshot(),
  };
}

function survivors<T>(
  { firstOffset, count, outcomes }: { firstOffset: number; count: number; outcomes: Uint8Array },
  events: readonly T[],
): T[] {
  return events.slice(firstOffset, firstOffset + count).filter((_, event) => outcomes[event] !== DEAD);
}

function indexToBytes(_: unknown, index: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, index);
  return bytes;
}

function bytesToIndex(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0);
}
