import { FrameBudget } from './frame-budget.js';

const RATE = { burst: 3, perSecond: 2 };

function budget(): { take: (times: number) => boolean[]; pass: (ms: number) => void } {
  let now = 0;
  const frames = new FrameBudget(RATE, () => now);
  return {
    take: (times) => Array.from({ length: times }, () => frames.take()),
    pass: (ms) => {
      now += ms;
    },
  };
}

it('lets a burst pass, and no more', () => {
  expect(budget().take(4)).toEqual([true, true, true, false]);
});

it('fills again as time passes', () => {
  const { take, pass } = budget();
  take(3);
  pass(1_000);
  expect(take(3)).toEqual([true, true, false]);
});

it('never holds more than the burst', () => {
  const { take, pass } = budget();
  pass(60_000);
  expect(take(4)).toEqual([true, true, true, false]);
});
