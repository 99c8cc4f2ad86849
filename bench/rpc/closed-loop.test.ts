import { closedLoop } from './closed-loop.js';

describe('closedLoop', () => {
  it('makes as many calls as asked for, never more at a time than there are callers', async () => {
    let open = 0;
    let most = 0;
    const call = async (): Promise<void> => {
      open += 1;
      most = Math.max(most, open);
      await Promise.resolve();
      open -= 1;
    };
    const { calls } = await closedLoop(call, { callers: 3, calls: 10 });
    expect([calls, most]).toEqual([10, 3]);
  });

  it('begins no call after its time, and counts what it took', async () => {
    let clock = 0;
    const call = async (): Promise<void> => {
      clock += 400;
    };
    expect(await closedLoop(call, { callers: 1, seconds: 1 }, () => clock)).toEqual({
      calls: 3,
      seconds: 1.2,
    });
  });
});
