import { type BreakerState, CircuitBreaker } from './circuit-breaker.js';

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
  const fail = (times: number): void => {
    for (let i = 0; i < times; i++) if (breaker.admits()) breaker.failed();
  };
  return { breaker, changes, fail, advance: (ms: number) => (now += ms) };
}

describe('CircuitBreaker', () => {
  it('lets everything through while failures stay below the threshold', () => {
    const { breaker, fail } = breakerAt();
    fail(2);
    expect(breaker.state).toBe('closed');
    expect(breaker.admits()).toBe(true);
  });

  it('starts counting anew after a success', () => {
    const { breaker, fail } = breakerAt();
    fail(2);
    breaker.succeeded();
    fail(2);
    expect(breaker.state).toBe('closed');
  });

  it('opens at the threshold and refuses at once', () => {
    const { breaker, changes, fail } = breakerAt();
    fail(3);
    expect(breaker.state).toBe('open');
    expect(breaker.admits()).toBe(false);
    expect(breaker.remainingMs()).toBe(1_000);
    expect(changes).toEqual(['open']);
  });

  it('lets exactly one call try after the pause', () => {
    const { breaker, fail, advance } = breakerAt();
    fail(3);
    advance(1_000);
    expect(breaker.state).toBe('half-open');
    expect([breaker.admits(), breaker.admits(), breaker.admits()]).toEqual([true, false, false]);
  });

  it('closes when the trial succeeds', () => {
    const { breaker, changes, fail, advance } = breakerAt();
    fail(3);
    advance(1_000);
    breaker.admits();
    breaker.succeeded();
    expect(breaker.state).toBe('closed');
    expect(breaker.admits()).toBe(true);
    expect(changes).toEqual(['open', 'closed']);
  });

  it('waits twice as long, within a bound, each time the trial fails', () => {
    const { breaker, fail, advance } = breakerAt();
    fail(3);
    const pauses = [2_000, 3_000, 3_000].map((expected) => {
      advance(breaker.remainingMs());
      fail(1);
      return [breaker.remainingMs(), expected];
    });
    for (const [pause, expected] of pauses) expect(pause).toBe(expected);
  });

  it('lets another call try when the trial told nothing', () => {
    const { breaker, fail, advance } = breakerAt();
    fail(3);
    advance(1_000);
    breaker.admits();
    breaker.neutral();
    expect(breaker.admits()).toBe(true);
  });

  it('is not held open longer by calls that began before it opened', () => {
    const { breaker, fail, advance } = breakerAt();
    breaker.admits();
    fail(3);
    advance(900);
    breaker.failed();
    expect(breaker.remainingMs()).toBe(100);
  });
});
