import { buildPipeline } from '../graph/build-pipeline.js';
import type { Context } from '../graph/context.js';
import { kind } from '../graph/kind.js';
import { handler, sink, source } from '../graph/make-node.js';
import { MemoryLog } from '../log/memory-log.js';
import type { Stateful } from '../state/stateful.js';
import { FakeClock } from '../testing/fake-clock.js';
import { DECODE, type DeadLetter, Reject, UNTAKEN } from './dead-letter.js';
import type { FinalisedSpan } from './finalised.js';
import { MemoryCheckpoints } from './memory-checkpoints.js';
import { MemoryDeadLetters } from './memory-dead-letters.js';
import { PipelineFailed, PipelineRun } from './pipeline-run.js';
import { replay } from './replay.js';
import { runPipeline } from './run-in-test.js';

const Numero = kind<number>('numero');
const numbers = source({ name: 'numeros', emits: Numero });
const turns = async (count = 20): Promise<void> => {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
};

/** A sum that depends on the order. */
class Sum implements Stateful {
  value = 0;
  add(n: number): void {
    this.value = (this.value * 31 + n) % 1_000_003;
  }
  save(): Uint8Array {
    return Uint8Array.of(this.value & 255, (this.value >> 8) & 255, (this.value >> 16) & 255);
  }
  load([a = 0, b = 0, c = 0]: Uint8Array): void {
    this.value = a | (b << 8) | (c << 16);
  }
}

const adder = (sum: Sum) =>
  sink({ name: 'somar', accepts: Numero, after: numbers, state: { soma: sum }, handle: (n) => sum.add(n) });

const seen = (into: number[]) =>
  sink({ name: 'ver', accepts: Numero, after: numbers, handle: (n) => into.push(n) });

/** A run over numbers in a log, of which the test holds all parts. */
async function scene(nodes: Parameters<typeof buildPipeline>[1], options = {}, values: number[] = []) {
  const log = new MemoryLog();
  const clock = new FakeClock(0);
  const checkpoints = new MemoryCheckpoints();
  const deadLetters = new MemoryDeadLetters();
  const spans: FinalisedSpan[] = [];
  await log.append(values.map((n) => Uint8Array.of(n)));
  const run = new PipelineRun(buildPipeline('teste', nodes), {
    log,
    clock,
    checkpoints,
    deadLetters,
    decode: ([n]) => n,
    onFinalised: (span) => void spans.push(span),
    ...options,
  });
  return { log, clock, checkpoints, deadLetters, spans, run };
}

describe('a run over the graph', () => {
  it('gives each node what the nodes before it gave', async () => {
    const found: unknown[] = [];
    const double = handler({
      name: 'dobrar',
      accepts: Numero,
      after: numbers,
      emits: Numero,
      handle: (n) => n * 2,
    });
    const pairs = sink({
      name: 'pares',
      accepts: [Numero, Numero],
      after: [numbers, double],
      handle: (pair) => found.push(pair),
    });
    await runPipeline(buildPipeline('teste', [numbers, double, pairs]), [1, 2]);
    expect(found).toEqual([
      [1, 2],
      [2, 4],
    ]);
  });

  it('ends the way of an event where a node gives undefined, and finalises it', async () => {
    const found: number[] = [];
    const odd = handler({
      name: 'impares',
      accepts: Numero,
      after: numbers,
      emits: Numero,
      handle: (n) => (n % 2 === 1 ? n : undefined),
    });
    const end = sink({ name: 'fim', accepts: Numero, after: odd, handle: (n) => found.push(n) });
    const { finalised } = await runPipeline(buildPipeline('teste', [numbers, odd, end]), [1, 2, 3]);
    expect(found).toEqual([1, 3]);
    expect(finalised).toEqual([1, 2, 3]);
  });

  it('joins any of several ways', async () => {
    const found: unknown[] = [];
    const way = (name: string, rest: number) =>
      handler({
        name,
        accepts: Numero,
        after: numbers,
        emits: Numero,
        handle: (n) => (n % 3 === rest ? n : undefined),
      });
    const [a, b] = [way('a', 0), way('b', 1)];
    const join = sink({
      name: 'juntar',
      accepts: [Numero, Numero],
      after: [a, b],
      join: 'any',
      handle: (values) => found.push(values),
    });
    await runPipeline(buildPipeline('teste', [numbers, a, b, join]), [3, 4, 5]);
    expect(found).toEqual([
      [3, undefined],
      [undefined, 4],
    ]);
  });

  it('gives records to the sources that pick them, and lets none vanish', async () => {
    const found: string[] = [];
    const Texto = kind<string>('texto');
    const texts = source({
      name: 'textos',
      emits: Texto,
      pick: (value) => (typeof value === 'string' ? value : undefined),
    });
    const end = sink({ name: 'fim', accepts: Texto, after: texts, handle: (t) => found.push(t) });
    const { dead } = await runPipeline(buildPipeline('teste', [texts, end]), ['um', 2]);
    expect(found).toEqual(['um']);
    expect(dead).toMatchObject([{ offset: 1, node: UNTAKEN, reason: 'no source takes this record' }]);
  });

  it('tells handlers the offset and what meta made of the record', async () => {
    const found: Context[] = [];
    const end = sink({ name: 'fim', accepts: Numero, after: numbers, handle: (_, c) => found.push(c) });
    await runPipeline(buildPipeline('teste', [numbers, end]), [7], { meta: (n) => ({ emittedMs: n }) });
    expect(found).toEqual([{ offset: 0, replayOf: undefined, meta: { emittedMs: 7 } }]);
  });

  it('waits for asynchronous handlers, at most so many at once', async () => {
    let now = 0;
    let most = 0;
    const slow = handler({
      name: 'lento',
      accepts: Numero,
      after: numbers,
      emits: Numero,
      concurrency: 3,
      handleAsync: async (n) => {
        most = Math.max(most, ++now);
        await turns(n % 3);
        now -= 1;
        return n * 10;
      },
    });
    const found: number[] = [];
    const end = sink({ name: 'fim', accepts: Numero, after: slow, handle: (n) => found.push(n) });
    await runPipeline(buildPipeline('teste', [numbers, slow, end]), [1, 2, 3, 4, 5]);
    expect(found).toEqual([10, 20, 30, 40, 50]);
    expect(most).toBe(3);
  });

  it('hands batches to handlers that want them, and puts results back in order', async () => {
    const found: number[] = [];
    const rank = handler({
      name: 'lote',
      accepts: Numero,
      after: numbers,
      emits: Numero,
      handleBatch: (ns) => ns.map((n) => (n === 2 ? undefined : -n)),
    });
    const end = sink({ name: 'fim', accepts: Numero, after: rank, handle: (n) => found.push(n) });
    await runPipeline(buildPipeline('teste', [numbers, rank, end]), [1, 2, 3]);
    expect(found).toEqual([-1, -3]);
  });

  it('lets a learner change what the predictor of the next event sees, whatever the batch', async () => {
    for (const batchEvents of [1, 2, 5]) {
      const sum = new Sum();
      const found: number[] = [];
      const predict = handler({
        name: 'prever',
        accepts: Numero,
        after: numbers,
        emits: Numero,
        state: { soma: sum },
        handle: (n) => {
          found.push(sum.value);
          return n;
        },
      });
      const learn = sink({
        name: 'aprender',
        accepts: Numero,
        after: predict,
        state: { soma: sum },
        handle: (n) => sum.add(n),
      });
      await runPipeline(buildPipeline('teste', [numbers, predict, learn]), [1, 2, 3, 4], { batchEvents });
      expect(found).toEqual([0, 1, 33, 1026]);
    }
  });
});

describe('poison', () => {
  const failing = (error: () => Error) => {
    const tries: number[] = [];
    const node = handler({
      name: 'falhar',
      accepts: Numero,
      after: numbers,
      emits: Numero,
      handle: (n) => {
        tries.push(n);
        if (n === 2) throw error();
        return n;
      },
    });
    return { tries, node };
  };

  it('is tried a bounded number of times and blocks nobody', async () => {
    const { tries, node } = failing(() => new Error('veneno'));
    const { finalised, dead } = await runPipeline(buildPipeline('teste', [numbers, node]), [1, 2, 3], {
      clock: new FakeClock(77),
    });
    expect(finalised).toEqual([1, 3]);
    expect(dead).toEqual([
      { offset: 1, node: 'falhar', reason: 'veneno', attempts: 3, atMs: 77, replayOf: undefined },
    ]);
    expect(tries).toEqual([1, 2, 3, 2, 2]);
  });

  it('is dead at once when the handler rejects it', async () => {
    const { tries, node } = failing(() => new Reject('CPF inválido'));
    const { dead } = await runPipeline(buildPipeline('teste', [numbers, node]), [2]);
    expect(dead).toMatchObject([{ reason: 'CPF inválido', attempts: 1 }]);
    expect(tries).toEqual([2]);
  });

  it('passes when a later attempt does', async () => {
    let failures = 2;
    const { node } = failing(() => new Error('ainda não'));
    const flaky = handler({
      name: 'instavel',
      accepts: Numero,
      after: numbers,
      emits: Numero,
      handle: (n) => {
        if (failures-- > 0) throw new Error('ainda não');
        return n;
      },
    });
    const { finalised, snapshot } = await runPipeline(buildPipeline('teste', [numbers, flaky, node]), [1]);
    expect(finalised).toEqual([1]);
    expect(snapshot.nodes.find(({ name }) => name === 'instavel')?.retries).toBe(2);
  });

  it('is seen by no node that runs later, on whatever branch', async () => {
    const { node } = failing(() => new Error('veneno'));
    const found: number[] = [];
    await runPipeline(buildPipeline('teste', [numbers, node, seen(found)]), [1, 2, 3]);
    expect(found).toEqual([1, 3]);
  });

  it('waits longer before each further attempt', async () => {
    const clock = new FakeClock(0);
    const triedAtMs: number[] = [];
    const node = sink({
      name: 'falhar',
      accepts: Numero,
      after: numbers,
      handle: () => {
        triedAtMs.push(clock.now());
        throw new Error('veneno');
      },
    });
    const { run } = await scene([numbers, node], { clock, backoff: { baseMs: 10, maxMs: 1_000 } }, [2]);
    await run.start();
    const stopped = run.drain();
    await clock.advanceToNext();
    await turns();
    await clock.advanceToNext();
    await stopped;
    expect(triedAtMs).toEqual([0, 10, 30]);
  });

  it('is tried again at once, in its place, when the node has state', async () => {
    const order: number[] = [];
    const careful = sink({
      name: 'contar',
      accepts: Numero,
      after: numbers,
      state: { soma: new Sum() },
      handle: (n) => {
        order.push(n);
        if (n === 2) throw new Error('veneno');
      },
    });
    await runPipeline(buildPipeline('teste', [numbers, careful]), [1, 2, 3]);
    expect(order).toEqual([1, 2, 2, 2, 3]);
  });

  it('in a batch is found by trying each event alone', async () => {
    const rank = sink({
      name: 'lote',
      accepts: Numero,
      after: numbers,
      handleBatch: (ns) => {
        if (ns.includes(2)) throw new Error('lote ruim');
        return [];
      },
    });
    const { finalised, dead } = await runPipeline(buildPipeline('teste', [numbers, rank]), [1, 2, 3]);
    expect(finalised).toEqual([1, 3]);
    expect(dead).toMatchObject([{ offset: 1, node: 'lote', reason: 'lote ruim', attempts: 3 }]);
  });

  it('in a batch is no reason to reject the others', async () => {
    const rank = sink({
      name: 'lote',
      accepts: Numero,
      after: numbers,
      handleBatch: (ns) => {
        if (ns.includes(2)) throw new Reject('dois não');
        return [];
      },
    });
    const { finalised } = await runPipeline(buildPipeline('teste', [numbers, rank]), [1, 2, 3]);
    expect(finalised).toEqual([1, 3]);
  });

  it('comes in the order of the log, whichever node found it first', async () => {
    const refuse = (name: string, bad: number) =>
      sink({
        name,
        accepts: Numero,
        after: numbers,
        handle: (n) => {
          if (n === bad) throw new Reject(name);
        },
      });
    const nodes = [numbers, refuse('primeiro', 3), refuse('segundo', 1)];
    const { spans } = await runPipeline(buildPipeline('teste', nodes), [1, 2, 3]);
    expect(spans[0]?.dead.map(({ node }) => node)).toEqual(['segundo', 'primeiro']);
  });

  it('may also be a handler that does not answer in time', async () => {
    const hung = sink({
      name: 'mudo',
      accepts: Numero,
      after: numbers,
      attempts: 1,
      timeoutMs: 500,
      handleAsync: () => new Promise(() => {}),
    });
    const { run, clock, deadLetters } = await scene([numbers, hung], {}, [1]);
    await run.start();
    const stopped = run.drain();
    await clock.advanceToNext();
    await stopped;
    expect(deadLetters.all()).toMatchObject([{ node: 'mudo', reason: 'no answer within 500 ms' }]);
  });

  it('may also be a record that cannot be decoded', async () => {
    const found: number[] = [];
    const decode = ([n]: Uint8Array): unknown => {
      if (n === 2) throw new Error('bytes estragados');
      return n;
    };
    const { run, deadLetters } = await scene([numbers, seen(found)], { decode }, [1, 2, 3]);
    await run.start();
    await run.drain();
    expect(found).toEqual([1, 3]);
    expect(deadLetters.all()).toMatchObject([{ offset: 1, node: DECODE, reason: 'bytes estragados' }]);
  });

  it('can be replayed: the same bytes come again under a new offset, as often as asked', async () => {
    let cured = false;
    const contexts: Context[] = [];
    const ill = sink({
      name: 'doente',
      accepts: Numero,
      after: numbers,
      handle: (n, context) => {
        contexts.push(context);
        if (!cured) throw new Reject(`nao a ${n}`);
      },
    });
    const { run, log, deadLetters, checkpoints } = await scene([numbers, ill], { checkpointMs: 0 }, [9]);
    await run.start();
    expect(await replay(log, 0)).toBe(1);
    while (checkpoints.offset < 2) await turns(1);
    cured = true;
    expect(await replay(log, 1)).toBe(2);
    await turns();
    await run.drain();
    expect(contexts.map(({ offset, replayOf }) => [offset, replayOf])).toEqual([
      [0, undefined],
      [1, 0],
      [2, 0],
    ]);
    expect(deadLetters.all().map(({ offset, replayOf }: DeadLetter) => [offset, replayOf])).toEqual([
      [0, undefined],
      [1, 0],
    ]);
    await expect(replay(log, 99)).rejects.toThrow('the log has no record at 99');
  });
});

describe('checkpoints', () => {
  it('are made after so many events', async () => {
    const { run, checkpoints } = await scene(
      [numbers, adder(new Sum())],
      { batchEvents: 2, checkpointEvents: 4 },
      [1, 2, 3, 4, 5, 6, 7, 8, 9],
    );
    await run.start();
    await run.drain();
    expect([checkpoints.offset, checkpoints.count]).toEqual([9, 3]);
  });

  it('are made after so much time, when fewer events came', async () => {
    const { run, checkpoints, clock } = await scene([numbers, adder(new Sum())], { checkpointMs: 250 }, [1]);
    await run.start();
    await clock.advanceToNext();
    while (checkpoints.count === 0) await turns(1);
    expect([clock.now(), checkpoints.offset]).toEqual([250, 1]);
    await run.stop();
  });

  it('come before what is told to be finalised, with the time after them', async () => {
    const told: string[] = [];
    const clock = new FakeClock(0);
    const { run } = await scene(
      [numbers],
      {
        clock,
        checkpoints: {
          commit: async (offset: number) => {
            await turns(2);
            clock.advance(40);
            told.push(`commit ${offset}`);
          },
        },
        onFinalised: ({ firstOffset, count, finalisedMs }: FinalisedSpan) =>
          void told.push(`finalised ${firstOffset}+${count} at ${finalisedMs}`),
      },
      [1, 2],
    );
    await run.start();
    await run.drain();
    expect(told).toEqual(['commit 2', 'finalised 0+2 at 40']);
  });

  it('tell when each node began and ended each micro-batch', async () => {
    const clock = new FakeClock(1_000);
    const slow = sink({
      name: 'lento',
      accepts: Numero,
      after: numbers,
      handle: () => clock.advance(5),
    });
    const { spans, snapshot } = await runPipeline(buildPipeline('teste', [numbers, slow]), [1, 2, 3], {
      clock,
      batchEvents: 2,
      batchesInFlight: 1,
    });
    const times = spans.flatMap(({ batches }) =>
      batches.map(({ startedMs, endedMs }) => [[...startedMs], [...endedMs]]),
    );
    expect(times).toEqual([
      [
        [1_000, 1_000],
        [1_000, 1_010],
      ],
      [
        [1_010, 1_010],
        [1_010, 1_015],
      ],
    ]);
    expect(snapshot.nodes[1]).toMatchObject({ name: 'lento', events: 3, batches: 2, serviceMs: 15 });
  });

  it('let a second run go on where the first one was when its storage failed', async () => {
    const values = [1, 2, 3, 4, 5, 6, 7];
    const whole = new Sum();
    await runPipeline(buildPipeline('teste', [numbers, adder(whole)]), values);

    const checkpoints = new MemoryCheckpoints();
    const commit = checkpoints.commit.bind(checkpoints);
    checkpoints.commit = async (...args) => {
      if (checkpoints.count === 2) throw new Error('sem disco');
      await commit(...args);
    };
    const options = { checkpoints, batchEvents: 2, checkpointEvents: 2 };
    const first = buildPipeline('teste', [numbers, adder(new Sum())]);
    await expect(runPipeline(first, values, options)).rejects.toThrow(PipelineFailed);
    expect(checkpoints.offset).toBe(4);

    checkpoints.commit = commit;
    const sum = new Sum();
    await runPipeline(buildPipeline('teste', [numbers, adder(sum)]), values, options);
    expect(sum.value).toBe(whole.value);
  });

  it('finalise again, as recovered, what an earlier process could not tell', async () => {
    const first = await scene([numbers], { decode: ([n = 0]: Uint8Array) => n || undefined }, [1, 0, 2]);
    await first.run.start();
    await first.run.drain();
    const { log, checkpoints, deadLetters } = first;
    const second = await scene([numbers], { log, checkpoints, deadLetters });
    await second.run.start({ from: checkpoints.restore(second.run.parts), finalisedTo: 1 });
    await second.run.stop();
    expect(second.spans).toMatchObject([
      { firstOffset: 1, count: 2, recovered: true, batches: [], dead: [{ offset: 1 }] },
    ]);
    expect(second.run.snapshot()).toMatchObject({ finalised: 2, dead: 1, pending: 0 });
  });

  it('may be written while further events are handled, when the store took the bytes at once', async () => {
    let release: () => void = () => {};
    const found: number[] = [];
    const { run, log } = await scene(
      [numbers, seen(found)],
      {
        checkpointEvents: 1,
        checkpoints: {
          takesBytesAtOnce: true,
          commit: () =>
            new Promise<void>((resolve) => {
              release = resolve;
            }),
        },
      },
      [1],
    );
    await run.start();
    await turns();
    await log.append([Uint8Array.of(2)]);
    await turns();
    expect(found).toEqual([1, 2]);
    expect(run.snapshot()).toMatchObject({ finalised: 0, pending: 2 });
    release();
    await turns();
    release();
    await run.stop();
    expect(run.snapshot()).toMatchObject({ finalised: 2, pending: 0 });
  });
});

describe('the life of a run', () => {
  it('handles what is appended while it runs', async () => {
    const found: number[] = [];
    const { run, log } = await scene([numbers, seen(found)]);
    await run.start();
    await turns();
    await log.append([Uint8Array.of(1)]);
    await turns();
    expect(found).toEqual([1]);
    await run.stop();
  });

  it('reads nothing while it is paused', async () => {
    const found: number[] = [];
    const { run, log } = await scene([numbers, seen(found)]);
    await run.start();
    run.pause();
    await log.append([Uint8Array.of(1)]);
    await turns();
    expect([found, run.snapshot().lag]).toEqual([[], 1]);
    run.resume();
    await turns();
    expect([found, run.snapshot().lag]).toEqual([[1], 0]);
    await run.stop();
  });

  it('checkpoints what it read before it stops', async () => {
    const { run, checkpoints } = await scene([numbers, adder(new Sum())], {}, [1, 2, 3]);
    await run.start();
    await turns();
    await run.stop();
    expect([checkpoints.offset, run.snapshot().state]).toEqual([3, 'stopped']);
  });

  it('reads no further when enough batches are in flight', async () => {
    let open: () => void = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const slow = sink({ name: 'porta', accepts: Numero, after: numbers, handleAsync: () => gate });
    const { run } = await scene([numbers, slow], { batchEvents: 1, batchesInFlight: 2 }, [1, 2, 3, 4, 5]);
    await run.start();
    await turns();
    expect(run.snapshot()).toMatchObject({ read: 2, underway: 2, pending: 5 });
    open();
    await run.drain();
    expect(run.snapshot()).toMatchObject({ read: 5, finalised: 5, pending: 0 });
  });

  it('stops with the cause when the log fails', async () => {
    const { run, log } = await scene([numbers], {}, [1]);
    const cause = new Error('bit trocado em 0');
    log.read = () => Promise.reject(cause);
    await run.start();
    await expect(run.done).rejects.toMatchObject({ name: 'PipelineFailed', cause });
    expect(run.snapshot().state).toBe('failed');
  });

  it('makes no checkpoint after dead letters could not be stored', async () => {
    const deadLetters = new MemoryDeadLetters();
    deadLetters.store = () => Promise.reject(new Error('cheio'));
    const { run, checkpoints } = await scene([numbers], { deadLetters, decode: () => undefined }, [1]);
    await run.start();
    await expect(run.drain()).rejects.toThrow('pipeline teste stopped: cheio');
    expect(checkpoints.count).toBe(0);
  });

  it('does not start before what the checkpoint says was in the log', async () => {
    const { run } = await scene([numbers], {}, [1]);
    await expect(run.start({ from: 2 })).rejects.toThrow('the checkpoint is at 2, but the log ends at 1');
  });

  it('refuses a log that skips an offset', async () => {
    const { run, log } = await scene([numbers], {}, [1]);
    log.read = async () => [{ offset: 5, bytes: Uint8Array.of(1) }];
    await run.start();
    await expect(run.done).rejects.toThrow('the log gave offset 5, not 0');
  });
});
