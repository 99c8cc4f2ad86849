import { timeLeft } from './time-left.js';

it('goes by what was expected, then by how fast the steps before were', () => {
  let nowMs = 0;
  const left = timeLeft([10, 20, 30], () => nowMs);
  expect(left()).toBe('about 60 s left');
  nowMs = 20_000;
  expect(left()).toBe('about 2 min left');
  nowMs = 60_000;
  expect(left()).toBe('about 60 s left');
});
