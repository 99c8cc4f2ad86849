import { openLoop } from './open-loop.js';

/** Time moves only here. */
function pacer() {
  let clock = 0;
  return {
    now: () => clock,
    until: async (atMs: number) => {
      clock = Math.max(clock, atMs);
    },
    pass: (ms: number) => {
      clock += ms;
    },
  };
}

describe('openLoop', () => {
  it('sends no call before it is due', async () => {
    const time = pacer();
    const sentAt: number[] = [];
    const call = async (): Promise<void> => {
      sentAt.push(time.now());
    };
    await openLoop(call, Float64Array.of(0, 2, 5), time);
    expect(sentAt).toEqual([0, 2, 5]);
  });

  it('counts the wait of calls that were sent late because one before them blocked', async () => {
    const time = pacer();
    let calls = 0;
    const call = async (): Promise<void> => {
      calls += 1;
      if (calls === 1) time.pass(10);
    };
    expect(await openLoop(call, Float64Array.of(0, 2, 5), time)).toEqual({
      latencies: Float64Array.of(10, 8, 5),
      lateness: Float64Array.of(0, 8, 5),
    });
  });

  it('does not wait for an answer before it sends the next call', async () => {
    const time = pacer();
    const answers: (() => void)[] = [];
    const call = (): Promise<void> =>
      new Promise((resolve) => {
        answers.push(resolve);
        if (answers.length === 3) for (const answer of answers) answer();
      });
    const { latencies } = await openLoop(call, Float64Array.of(0, 1, 2), time);
    expect(latencies).toEqual(Float64Array.of(2, 1, 0));
  });
});
