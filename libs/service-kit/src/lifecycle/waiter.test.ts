import { Waiter } from './waiter.js';

describe('a waiter', () => {
  it('tells each listener once that they leave', () => {
    const [waiter, told] = [new Waiter(), [] as string[]];
    for (const name of ['a', 'b']) waiter.onLeft(() => told.push(name));
    expect([waiter.left, told]).toEqual([false, []]);
    waiter.leave();
    waiter.leave();
    expect([waiter.left, told]).toEqual([true, ['a', 'b']]);
  });

  it('tells at once who asks later', () => {
    const [waiter, told] = [new Waiter(), [] as string[]];
    waiter.leave();
    waiter.onLeft(() => told.push('late'));
    expect(told).toEqual(['late']);
  });

  it('tells nothing to a listener that was taken away, before or while others are told', () => {
    const [waiter, told] = [new Waiter(), [] as string[]];
    waiter.onLeft(() => told.push('before'))();
    waiter.onLeft(() => unlink());
    const unlink = waiter.onLeft(() => told.push('while'));
    waiter.leave();
    unlink();
    expect(told).toEqual([]);
  });
});
