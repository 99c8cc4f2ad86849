import { watchLag } from './load-shedding.js';

/** Holds the event loop up, as a computation would. */
function block(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));

it('the watch sees an event loop that is held up, and one that recovered', async () => {
  const watch = watchLag();
  // As often as it takes for the watch to have looked; what it never sees ends the test by its time limit.
  while (watch.lagMs() < 20) {
    block(100);
    await turn();
  }
  expect(watch.lagMs()).toBeGreaterThanOrEqual(20);
  while (watch.lagMs() > 20) await turn();
  expect(watch.lagMs()).toBeLessThanOrEqual(20);
  watch.close();
});
