import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildSync } from 'esbuild';
import { buildPipeline, handler, kind, sink, source, systemClock } from '../src/index.js';
import { runPipeline } from '../src/testing/index.js';

interface Doubled {
  readonly twice: number;
  readonly offset: number;
  readonly threadId: number;
  readonly order: number;
}

const Numero = kind<number>('numero');
const Dobro = kind<Doubled>('dobro');
const fixture = join(process.cwd(), 'libs/pipeline/test/fixture');

describe('a node on worker threads', () => {
  let folder: string;
  let worker: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'pipeline-threads-'));
    worker = built('dobrar.worker');
  });

  // As tools/build-app.ts does it for an app.
  const built = (name: string): string => {
    const outfile = join(folder, `${name}.mjs`);
    buildSync({
      entryPoints: [join(fixture, `${name}.ts`)],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
    });
    return outfile;
  };

  afterAll(() => rmSync(folder, { recursive: true }));

  const run = async (
    events: readonly number[],
    { threads = 2, attempts = 2, timeoutMs = 20_000, batchEvents = 100, keyed = false } = {},
  ) => {
    const found: Doubled[] = [];
    const numbers = source({ name: 'numeros', emits: Numero });
    const double = handler({
      name: 'dobrar',
      accepts: Numero,
      after: numbers,
      emits: Dobro,
      attempts,
      timeoutMs,
      parallel: {
        worker: pathToFileURL(worker),
        threads,
        ...(keyed ? { key: (n: number) => String(n) } : {}),
      },
    });
    const end = sink({ name: 'fim', accepts: Dobro, after: double, handle: (d) => found.push(d) });
    const pipeline = buildPipeline('threads', [numbers, double, end]);
    return { found, ...(await runPipeline(pipeline, events, { clock: systemClock, batchEvents })) };
  };

  it('gives its results in the order of the log, from several threads', async () => {
    const events = Array.from({ length: 50 }, (_, i) => 100 + i);
    const { found } = await run(events);
    expect(found.map(({ twice, offset }) => [twice, offset])).toEqual(events.map((n, i) => [n * 2, i]));
    expect(new Set(found.map(({ threadId }) => threadId)).size).toBe(2);
  });

  it('handles the events of one key in order, across batches', async () => {
    const events = Array.from({ length: 60 }, (_, i) => 100 + (i % 5));
    const { found } = await run(events, { keyed: true, threads: 3, batchEvents: 7 });
    for (const key of [100, 101, 102, 103, 104]) {
      const own = found.filter(({ twice }) => twice === key * 2);
      const threads = new Set(own.map(({ threadId }) => threadId));
      expect(threads.size).toBe(1);
      expect(own.map(({ order }) => order)).toEqual([...own.map(({ order }) => order)].sort((a, b) => a - b));
    }
  });

  it('gives up the event that throws, and no other', async () => {
    const { finalised, dead } = await run([1, 7, 3]);
    expect(finalised).toEqual([1, 3]);
    expect(dead).toMatchObject([{ offset: 1, node: 'dobrar', reason: 'sete', attempts: 2 }]);
  });

  it('survives a thread that dies, and gives up only the event that kills it', async () => {
    const { finalised, dead, found } = await run([1, 2, 13, 4, 5]);
    expect(finalised).toEqual([1, 2, 4, 5]);
    expect(found.map(({ twice }) => twice)).toEqual([2, 4, 8, 10]);
    expect(dead).toMatchObject([{ offset: 2, reason: 'worker exited with code: 1', attempts: 2 }]);
  });

  it('ends a thread that does not answer in time', async () => {
    const { finalised, dead } = await run([1, 17, 3], { timeoutMs: 400, threads: 1, attempts: 1 });
    expect(finalised).toEqual([1, 3]);
    expect(dead).toMatchObject([{ offset: 1, reason: 'no answer within 400 ms' }]);
  });

  it('does not count against an event what the next thread takes to start', async () => {
    const quick = worker;
    worker = built('devagar.worker');
    const { finalised, dead } = await run([1, 17, 3], { timeoutMs: 200, threads: 1, attempts: 1 });
    worker = quick;
    expect(finalised).toEqual([1, 3]);
    expect(dead).toMatchObject([{ offset: 1, reason: 'no answer within 200 ms' }]);
  });

  it('does not start with a file that cannot be loaded', async () => {
    const good = worker;
    worker = join(folder, 'falta.mjs');
    await expect(run([1])).rejects.toThrow(/^the worker of "dobrar" cannot be used: .*falta\.mjs$/);
    worker = good;
  });

  it('takes a worker in TypeScript where the process runs under tsx', () => {
    const printed = execFileSync(process.execPath, ['--import', 'tsx', join(fixture, 'run-threads.ts')], {
      encoding: 'utf8',
    });
    expect(printed).toBe('2\n4\n');
  });
});
