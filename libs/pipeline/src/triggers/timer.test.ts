import { FakeClock } from '../testing/fake-clock.js';
import { Timer, type TimerOptions } from './timer.js';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('Timer', () => {
  const clock = new FakeClock(0);
  let timer: Timer | undefined;
  const start = (options: Pick<TimerOptions, 'work'> & Partial<TimerOptions>): Timer => {
    timer = new Timer({
      everyMs: 100,
      clock,
      onError: (error) => {
        throw error;
      },
      ...options,
    });
    return timer;
  };
  const pass = async (ms: number): Promise<void> => {
    clock.advance(ms);
    await turn();
  };

  afterEach(() => timer?.close());

  it('calls at whole multiples of its period', async () => {
    const begin = clock.now();
    const dueMs: number[] = [];
    start({ work: (due) => void dueMs.push(due - begin) });
    for (let i = 0; i < 3; i++) await pass(100);
    expect(dueMs).toEqual([100, 200, 300]);
  });

  it('does not drift when its work takes time', async () => {
    const begin = clock.now();
    const calledMs: number[] = [];
    start({
      work: () => {
        calledMs.push(clock.now() - begin);
        clock.advance(30);
      },
    });
    for (let i = 0; i < 3; i++) {
      await clock.advanceToNext();
      await turn();
    }
    expect(calledMs).toEqual([100, 200, 300]);
  });

  it('leaves out calls whose time passes while it works, and never overlaps', async () => {
    const begin = clock.now();
    const calledMs: number[] = [];
    let end: () => void = () => {};
    start({
      work: () => {
        calledMs.push(clock.now() - begin);
        return new Promise((resolve) => {
          end = resolve;
        });
      },
    });
    await pass(100);
    await pass(250);
    expect(calledMs).toEqual([100]);
    end();
    await turn();
    await pass(50);
    expect(calledMs).toEqual([100, 400]);
    end();
  });

  it('tells an error and goes on', async () => {
    const errors: unknown[] = [];
    start({ work: () => Promise.reject(new Error('ai')), onError: (error) => errors.push(error) });
    await pass(100);
    await pass(100);
    expect(errors).toHaveLength(2);
  });

  it('calls no more once it is closed, and waits for the work under way', async () => {
    let aborted = false;
    let calls = 0;
    const closing = start({
      work: (_, signal) => {
        calls += 1;
        return new Promise((resolve) => {
          signal.addEventListener('abort', () => {
            aborted = true;
            resolve();
          });
        });
      },
    });
    await pass(100);
    await closing.close();
    await pass(500);
    expect([aborted, calls, clock.pending]).toEqual([true, 1, 0]);
  });
});
