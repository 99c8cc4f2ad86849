import { FakeClock, silentLog } from '../testing/index.js';
import { DueLoop } from './due-loop.js';

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('DueLoop', () => {
  let loop: DueLoop | undefined;
  const clock = new FakeClock();
  const start = (
    work: (signal: AbortSignal) => Promise<number>,
    nextDue = async (): Promise<Date | undefined> => undefined,
  ) => {
    loop = new DueLoop({ name: 'entregas', work, nextDue, clock, log: silentLog });
    return loop;
  };

  afterEach(() => loop?.close());

  it('works until nothing is due', async () => {
    let left = 3;
    start(async () => (left > 0 ? left-- : 0));
    while (left > 0) await nextTurn();
    expect(left).toBe(0);
  });

  it('works again when told that there is news, even while it works', async () => {
    let runs = 0;
    const running = start(async () => {
      runs += 1;
      if (runs === 1) running.wake();
      return 0;
    });
    while (runs < 2) await nextTurn();
    running.wake();
    while (runs < 3) await nextTurn();
    expect(runs).toBe(3);
  });

  it('works again when the next thing becomes due', async () => {
    let runs = 0;
    start(
      async () => {
        runs += 1;
        return 0;
      },
      async () => clock.now(),
    );
    while (runs < 3) await nextTurn();
    expect(runs).toBeGreaterThanOrEqual(3);
  });

  it('goes on after a failure', async () => {
    let runs = 0;
    const running = start(async () => {
      runs += 1;
      if (runs === 1) throw new Error('disco');
      return 0;
    });
    while (runs < 2) {
      running.wake();
      await nextTurn();
    }
    expect(runs).toBe(2);
  });

  it('aborts the work under way when it is closed', async () => {
    let aborted = false;
    let begun = false;
    const running = start(
      (signal) =>
        new Promise((resolve) => {
          begun = true;
          signal.addEventListener('abort', () => {
            aborted = true;
            resolve(0);
          });
        }),
    );
    while (!begun) await nextTurn();
    await running.close();
    expect(aborted).toBe(true);
  });
});
