import { FakeClock } from './fake-clock.js';

describe('FakeClock', () => {
  const scene = () => {
    const clock = new FakeClock(1_000);
    const fired: string[] = [];
    const after = (ms: number, name: string) => clock.after(ms, () => fired.push(`${name}@${clock.now()}`));
    return { clock, fired, after };
  };

  it('fires timers in the order of their times, each at its time', () => {
    const { clock, fired, after } = scene();
    after(30, 'c');
    after(10, 'a');
    after(10, 'b');
    clock.advance(29);
    expect(fired).toEqual(['a@1010', 'b@1010']);
    clock.advance(1);
    expect(fired).toEqual(['a@1010', 'b@1010', 'c@1030']);
    expect(clock.now()).toBe(1_030);
  });

  it('fires what a timer sets within the same advance', () => {
    const { clock, fired, after } = scene();
    clock.after(10, () => after(5, 'inner'));
    clock.advance(20);
    expect(fired).toEqual(['inner@1015']);
  });

  it('does not fire what was cancelled', () => {
    const { clock, fired, after } = scene();
    const cancel = after(10, 'a');
    cancel();
    clock.advance(20);
    expect(fired).toEqual([]);
    expect(clock.pending).toBe(0);
  });
});
