import { type BreakerState, CircuitBreaker, type Report } from './circuit-breaker.js';

function breakerAt(threshold = 3) {
  let now = 0;
  const changes: BreakerState[] = [];
  const breaker = new CircuitBreaker({
    threshold,
    openMs: 1_000,
    maxOpenMs: 3_000,
    now: () => now,
    onChange: (state) => changes.push(state),
  });
  const enter = (): Report => {
    const report = breaker.enter();
    if (report === undefined) throw new Error('not let through');
    return report;
  };
  const fail = (times: number): void => {
    for (let i = 0; i < times; i++) breaker.enter()?.('failure');
  };
  return { breaker, changes, enter, fail, advance: (ms: number) => (now += ms) };
}

describe('CircuitBreaker', () => {
  it('lets everything through while failures stay below the threshold', () => {
    const { breaker, fail } = breakerAt();
    fail(2);
    expect(breaker.state).toBe('closed');
    expect(breaker.enter()).toBeDefined();
  });

  it('starts counting anew after a success', () => {
    const { breaker, enter, fail } = breakerAt();
    fail(2);
    enter()('success');
    fail(2);
    expect(breaker.state).toBe('closed');
  });

  it('takes a call that told nothing for neither', () => {
    const { breaker, enter, fail } = breakerAt();
    fail(2);
    enter()('neutral');
    expect(breaker.state).toBe('closed');
    fail(1);
    expect(breaker.state).toBe('open');
  });

  it('opens at the threshold and refuses at once', () => {
    const { breaker, changes, fail } = breakerAt();
    fail(3);
    expect(breaker.state).toBe('open');
    expect(breaker.enter()).toBeUndefined();
    expect(breaker.remainingMs()).toBe(1_000);
    expect(changes).toEqual(['open']);
  });

  it('lets exactly one call try after the pause', () => {
    const { breaker, fail, advance } = breakerAt();
    fail(3);
    advance(1_000);
    expect(breaker.state).toBe('half-open');
    const through = [1, 2, 3].filter(() => breaker.enter() !== undefined);
    expect(through).toEqual([1]);
  });

  it('lets the next one try when the first has told nothing for as long as the pause', () => {
    const { breaker, enter, fail, advance } = breakerAt();
    fail(3);
    advance(1_000);
    enter();
    advance(999);
    expect([breaker.remainingMs(), breaker.enter()]).toEqual([1, undefined]);
    advance(1);
    expect(breaker.enter()).toBeDefined();
  });

  it('lets one call try as soon as it is told that the service may be back', () => {
    const { breaker, enter, fail } = breakerAt();
    breaker.mayTryNow();
    fail(3);
    breaker.mayTryNow();
    const trial = enter();
    expect(breaker.enter()).toBeUndefined();
    trial('failure');
    expect(breaker.remainingMs()).toBe(2_000);
  });

  it('closes when the trial succeeds', () => {
    const { breaker, changes, enter, fail, advance } = breakerAt();
    fail(3);
    advance(1_000);
    enter()('success');
    expect(breaker.state).toBe('closed');
    expect(breaker.enter()).toBeDefined();
    expect(changes).toEqual(['open', 'closed']);
  });

  it('waits twice as long, within a bound, each time the trial fails', () => {
    const { breaker, fail, advance } = breakerAt();
    fail(3);
    const pauses = [1, 2, 3].map(() => {
      advance(breaker.remainingMs());
      fail(1);
      return breaker.remainingMs();
    });
    expect(pauses).toEqual([2_000, 3_000, 3_000]);
  });

  it('begins with the short pause again after it was closed', () => {
    const { breaker, enter, fail, advance } = breakerAt();
    fail(3);
    advance(1_000);
    fail(1);
    advance(2_000);
    enter()('success');
    fail(3);
    expect(breaker.remainingMs()).toBe(1_000);
  });

  it('lets another call try when the trial told nothing', () => {
    const { breaker, enter, fail, advance } = breakerAt();
    fail(3);
    advance(1_000);
    enter()('neutral');
    expect(breaker.enter()).toBeDefined();
  });

  it.each(['success', 'failure', 'neutral'] as const)(
    'does not mind what a call that began before it opened tells during the trial: %s',
    (verdict) => {
      const { breaker, enter, fail, advance } = breakerAt();
      const early = enter();
      fail(3);
      advance(1_000);
      const trial = enter();
      early(verdict);
      expect([breaker.state, breaker.enter()]).toEqual(['half-open', undefined]);
      trial('success');
      expect(breaker.state).toBe('closed');
    },
  );

  it('is not held open longer by calls that began before it opened', () => {
    const { breaker, enter, fail, advance } = breakerAt();
    const early = enter();
    fail(3);
    advance(900);
    early('failure');
    expect(breaker.remainingMs()).toBe(100);
  });
});
