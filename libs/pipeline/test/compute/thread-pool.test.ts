import { getPriority } from 'node:os';
import { pathToFileURL } from 'node:url';
import {
  ComputeError,
  type TaskResult,
  ThreadPool,
  type ThreadPoolOptions,
} from '../../src/compute/index.js';
import { FakeClock } from '../../src/testing/index.js';
import { bundledWorker, until } from './bundled-worker.js';

const worker = bundledWorker();
const pools: ThreadPool[] = [];
const open = (options: Partial<ThreadPoolOptions> = {}): ThreadPool => {
  const pool = new ThreadPool({ worker, threads: 1, ...options });
  pools.push(pool);
  return pool;
};
const codeOf = (task: Promise<unknown>): Promise<unknown> =>
  task.then(
    () => 'done',
    (error: unknown) => (error instanceof ComputeError ? error.code : error),
  );

afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
});

/** A task that runs until the test ends it. */
function spin(pool: ThreadPool, command = 'spin') {
  const stop = new AbortController();
  const ended = codeOf(pool.run(command, undefined, stop.signal));
  return { ended, stop: () => stop.abort('over') };
}

describe('a thread pool', () => {
  it('starts no thread before there is work, and no more than there is work for', async () => {
    const pool = open({ threads: 3 });
    expect(pool.stats().started).toBe(0);
    expect((await pool.run('compute', 100)).value).toBe(25);
    await pool.run('compute', 100);
    expect(pool.stats().started).toBe(1);
  });

  it('runs as many tasks at a time as it has threads', async () => {
    const pool = open({ threads: 2 });
    const tasks = [spin(pool), spin(pool), spin(pool)];
    await until(() => pool.stats().busy === 2);
    expect(pool.stats().queued).toBe(1);
    for (const task of tasks) task.stop();
    expect(await Promise.all(tasks.map(({ ended }) => ended))).toEqual(['over', 'over', 'over']);
  });

  it('tells how long a task waited and ran', async () => {
    const pool = open();
    const first = pool.run('compute', 5_000_000);
    const second = await pool.run('compute', 100);
    expect((await first).computeMs).toBeGreaterThan(0);
    expect(second.queueMs).toBeGreaterThan((await first).computeMs);
  });

  it('refuses at once what does not fit in the queue', async () => {
    const pool = open({ maxQueue: 1 });
    const [running, waiting] = [spin(pool), spin(pool)];
    expect(await codeOf(pool.run('compute', 1))).toBe('OVERLOADED');
    running.stop();
    await running.ended;
    const next = spin(pool);
    expect(await codeOf(pool.run('compute', 1))).toBe('OVERLOADED');
    for (const task of [waiting, next]) task.stop();
  });

  it('takes nothing that has to wait, without a queue', async () => {
    const pool = open({ maxQueue: 0 });
    const running = spin(pool);
    expect(await codeOf(pool.run('compute', 1))).toBe('OVERLOADED');
    running.stop();
  });

  it('stops a running task that nobody waits for, and keeps its thread', async () => {
    const pool = open();
    const running = spin(pool);
    await until(() => pool.stats().busy === 1);
    const before = (await Promise.all([running.stop(), running.ended, pool.run('thread', undefined)]))[2];
    expect(await running.ended).toBe('over');
    expect((await pool.run('thread', undefined)).value).toBe(before.value);
  });

  it('never begins a task that was given up while it waited', async () => {
    const pool = open();
    const running = spin(pool);
    await until(() => pool.stats().busy === 1);
    const waiting = [spin(pool), spin(pool), spin(pool)];
    for (const task of waiting) task.stop();
    await Promise.all(waiting.map(({ ended }) => ended));
    expect(pool.stats().queued).toBe(0);
    running.stop();
    await until(() => pool.stats().busy === 0);
    expect(pool.stats().perThread[0]?.tasks).toBe(1);
  });

  it('ends the thread of a task that does not notice, and runs what waited in another', async () => {
    const clock = new FakeClock();
    const pool = open({ clock, stopGraceMs: 100 });
    const running = spin(pool, 'stuck');
    await until(() => pool.stats().busy === 1);
    const waiting = pool.run('compute', 100);
    running.stop();
    expect(await running.ended).toBe('over');
    clock.advance(100);
    expect((await waiting).value).toBe(25);
  });

  it('gives what waits behind a long task to a thread that is idle', async () => {
    const pool = open({ threads: 2 });
    const long = [spin(pool), spin(pool)];
    const waiting = [pool.run('compute', 100), pool.run('compute', 1_000)];
    await until(() => pool.stats().busy === 2);
    long[0]?.stop();
    expect((await Promise.all(waiting)).map(({ value }) => value)).toEqual([25, 168]);
    long[1]?.stop();
  });

  it('does not let a task wait behind a long one while others overtake it in their thousands', async () => {
    const pool = open({ threads: 2, maxQueue: 10_000 });
    const [long, short] = [spin(pool), spin(pool)];
    await until(() => pool.stats().busy === 2);
    const ends: string[] = [];
    // One behind each of the two, and a queue that the free thread works off for longer than a task may be stuck.
    const run = (name: string) => pool.run('compute', 2_000).then(() => ends.push(name));
    const [stuck, behindShort] = [run('stuck'), run('behind short')];
    const queue = Array.from({ length: 5_000 }, () => run('queued'));
    short.stop();
    await Promise.all([stuck, behindShort, ...queue]);
    expect(ends.indexOf('stuck')).toBeLessThan(ends.lastIndexOf('queued'));
    long.stop();
  });

  (process.platform === 'linux' ? it : it.skip)('lets others go first where it is told to', async () => {
    const own = getPriority();
    expect((await open({ niceness: 7 }).run('niceness', undefined)).value).toBe(Math.max(own, 7));
    expect((await open().run('niceness', undefined)).value).toBe(own);
    expect(getPriority()).toBe(own);
  });

  it('answers INTERNAL for what a command throws, and hides it', async () => {
    const failure: ComputeError = await open()
      .run('explode', undefined)
      .then(
        () => Promise.reject(new Error('it ended well')),
        (error) => error,
      );
    expect([failure.code, failure.message]).toEqual(['INTERNAL', 'o comando falhou']);
    expect((failure.cause as Error).message).toBe('segredo');
  });

  it('passes on the refusal of a command', async () => {
    await expect(open().run('refuse', undefined)).rejects.toMatchObject({
      code: 'TOO_LARGE',
      message: 'grande demais',
    });
  });

  it('survives a thread that dies, and loses the task it ran only', async () => {
    const pool = open();
    const tasks = [pool.run('die', undefined), pool.run('compute', 100), pool.run('compute', 1_000)];
    expect(await Promise.all(tasks.map(codeOf))).toEqual(['INTERNAL', 'done', 'done']);
  });

  it('survives what cannot be sent to a thread', async () => {
    const pool = open();
    expect(await codeOf(pool.run('uncloneable', () => 1))).toBe('INTERNAL');
    expect((await pool.run('compute', 100)).value).toBe(25);
  });

  it('does not leave what waits behind what cannot be sent', async () => {
    const pool = open();
    const running = [spin(pool), spin(pool)];
    const tasks = [1, 2].map(() => codeOf(pool.run('uncloneable', () => 1)));
    const last = pool.run('compute', 100);
    for (const task of running) task.stop();
    expect(await Promise.all(tasks)).toEqual(['INTERNAL', 'INTERNAL']);
    expect((await last).value).toBe(25);
  });

  it('tells a listener of the end of a task once, and never before the task was handed over', async () => {
    const pool = open();
    const told: unknown[] = [];
    const listener = {
      done: ({ value }: TaskResult) => told.push(value),
      failed: (error: unknown) => told.push(error instanceof ComputeError ? error.code : error),
    };
    const running = pool.submit('spin', undefined, listener);
    pool.submit('uncloneable', () => 1, listener);
    expect(told).toEqual([]);
    await until(() => told.length === 1);
    running.stop('over');
    expect(told).toEqual(['INTERNAL', 'over']);
    running.stop('again');
    const ended = pool.submit('compute', 100, listener);
    await until(() => told.length === 3);
    ended.stop('late');
    expect(told).toEqual(['INTERNAL', 'over', 25]);
  });

  it('takes work from a listener that is told of an end', async () => {
    const pool = open({ maxQueue: 0 });
    const results: unknown[] = [];
    const ask = (n: number): void => {
      const done = ({ value }: TaskResult): void => {
        results.push(value);
        if (n < 1_000) ask(n * 10);
      };
      pool.submit('compute', n, { done, failed: (error) => results.push(error) });
    };
    ask(10);
    await until(() => results.length === 3);
    expect(results).toEqual([4, 25, 168]);
  });

  it('fails the tasks of a worker file that cannot be loaded', async () => {
    const pool = open({ worker: pathToFileURL('/nowhere.mjs'), threads: 2 });
    const tasks = [pool.run('compute', 1), pool.run('compute', 1), pool.run('compute', 1)];
    expect(await Promise.all(tasks.map(codeOf))).toEqual(['INTERNAL', 'INTERNAL', 'INTERNAL']);
  });

  it('gives up what waits when it closes, and takes nothing more', async () => {
    const pool = open();
    const tasks = [spin(pool).ended, spin(pool).ended, spin(pool).ended];
    await pool.close();
    expect(await Promise.all(tasks)).not.toContain('done');
    expect(await codeOf(pool.run('compute', 1))).toBe('OVERLOADED');
  });

  it('answers each of many tasks once, with its own result', async () => {
    const pool = open({ threads: 3 });
    const numbers = Array.from({ length: 400 }, (_, i) => i * 37);
    const results = await Promise.all(numbers.map((n) => pool.run('compute', n)));
    const alone = open();
    expect(results.map(({ value }) => value)).toEqual(
      (await Promise.all(numbers.map((n) => alone.run('compute', n)))).map(({ value }) => value),
    );
    expect(pool.stats().perThread.reduce((sum, { tasks }) => sum + tasks, 0)).toBe(400);
  });
});
