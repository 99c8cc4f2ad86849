import { FakeClock } from '../testing/fake-clock.js';
import { within } from './attempt.js';

describe('a call with a time limit', () => {
  const never = () => new Promise<never>(() => {});
  const { signal } = new AbortController();

  it('is given up at its limit when it was at work at once', async () => {
    const clock = new FakeClock();
    const call = within(clock, 100, signal, never);
    const failed = expect(call).rejects.toThrow('no answer within 100 ms');
    await clock.advance(100);
    await failed;
  });

  it('has all of its time from when it began, however late that was', async () => {
    const clock = new FakeClock();
    let begunAt: number | undefined;
    let over = false;
    const call = within(clock, 100, signal, never, () =>
      begunAt === undefined ? undefined : clock.now() - begunAt,
    ).catch((error: Error) => {
      over = true;
      return error.message;
    });
    await clock.advance(299);
    begunAt = clock.now();
    await clock.advance(99);
    expect(over).toBe(false);
    await clock.advance(1);
    expect(await call).toBe('no answer within 100 ms');
  });

  it('is given up when it does not begin within a minute', async () => {
    const clock = new FakeClock();
    const call = within(clock, 20_000, signal, never, () => undefined);
    const failed = expect(call).rejects.toThrow('not begun within 60000 ms');
    await clock.advance(60_000);
    await failed;
  });
});
