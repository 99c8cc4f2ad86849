import { Reject } from './dead-letter.js';
import { inWorker } from './in-worker.js';

describe('inWorker', () => {
  const begun = new BigInt64Array(1);

  it('gives a value for each input, in order, and waits for promises', async () => {
    const work = inWorker(async (n: number, { offset }) => n * 100 + offset);
    expect(await work({ inputs: [1, 2], offsets: [7, 8], attempts: 1, begun })).toEqual({
      values: [107, 208],
      failures: [],
    });
  });

  it('tries a failed input again at once, before the next', async () => {
    const order: number[] = [];
    const work = inWorker((n: number) => {
      order.push(n);
      if (n === 1 && order.length < 3) throw new Error('ainda não');
      return n;
    });
    expect(await work({ inputs: [1, 2], offsets: [0, 1], attempts: 3, begun })).toEqual({
      values: [1, 2],
      failures: [],
    });
    expect(order).toEqual([1, 1, 1, 2]);
  });

  it('tells what failed for good, and tries a rejected input once', async () => {
    const work = inWorker((n: number) => {
      throw n === 1 ? new Reject('nunca') : new Error('não');
    });
    expect((await work({ inputs: [1, 2], offsets: [0, 1], attempts: 2, begun })).failures).toEqual([
      { at: 0, reason: 'nunca', attempts: 1 },
      { at: 1, reason: 'não', attempts: 2 },
    ]);
  });
});
