import { MemoryLog } from '../log/memory-log.js';
import { FakeClock } from '../testing/fake-clock.js';
import { Busy, Intake, type IntakeOptions } from './intake.js';

const encode = (n: number): Uint8Array => Uint8Array.of(n);

/** A log whose appends last until they are let go. */
function slowLog() {
  const log = new MemoryLog();
  const open: (() => void)[] = [];
  const append = async (records: readonly Uint8Array[]): Promise<number> => {
    await new Promise<void>((resolve) => open.push(resolve));
    return log.append(records);
  };
  return { log, append, letGo: () => open.shift()?.() };
}

const intakeOf = (options: Partial<IntakeOptions<number>> & Pick<IntakeOptions<number>, 'log'>) =>
  new Intake<number>({ encode, clock: new FakeClock(), ...options });

describe('Intake', () => {
  it('says where the log keeps what was offered', async () => {
    const intake = intakeOf({ log: new MemoryLog() });
    expect(await intake.offer([1, 2])).toEqual({ firstOffset: 0, count: 2 });
    expect(await intake.offer([3])).toEqual({ firstOffset: 2, count: 1 });
  });

  it('resolves only when the log has the items', async () => {
    const { append, letGo, log } = slowLog();
    const offered = intakeOf({ log: { append } }).offer([1]);
    let done = false;
    void offered.then(() => {
      done = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect([done, log.end]).toEqual([false, 0]);
    letGo();
    await offered;
    expect(log.end).toBe(1);
  });

  it('refuses what exceeds the bound on items, until there is room again', async () => {
    const { append, letGo } = slowLog();
    const intake = intakeOf({ log: { append }, maxWaiting: 3, retryAfterMs: 40 });
    const first = intake.offer([1, 2]);
    await expect(intake.offer([3, 4])).rejects.toMatchObject({ name: 'Busy', retryAfterMs: 40 });
    letGo();
    await first;
    const second = intake.offer([3, 4]);
    letGo();
    expect(await second).toEqual({ firstOffset: 2, count: 2 });
  });

  it('refuses what exceeds the bound on bytes', async () => {
    const { append } = slowLog();
    const intake = intakeOf({ log: { append }, maxWaitingBytes: 2 });
    void intake.offer([1, 2]);
    await expect(intake.offer([3])).rejects.toThrow(Busy);
  });

  it('does not invite to come again with what can never fit', async () => {
    const intake = intakeOf({ log: new MemoryLog(), maxWaiting: 2 });
    await expect(intake.offer([1, 2, 3])).rejects.toThrow(RangeError);
  });

  it('has room again after the log failed', async () => {
    const append = async (): Promise<number> => Promise.reject(new Error('sem disco'));
    const intake = intakeOf({ log: { append }, maxWaiting: 1 });
    await expect(intake.offer([1])).rejects.toThrow('sem disco');
    await expect(intake.offer([1])).rejects.toThrow('sem disco');
  });

  it('refuses while readers are too far behind', async () => {
    let lag = 11;
    const intake = intakeOf({ log: new MemoryLog(), lag: () => lag, maxLag: 10 });
    await expect(intake.offer([1])).rejects.toThrow('readers are 11 items behind');
    lag = 10;
    expect(await intake.offer([1])).toMatchObject({ firstOffset: 0 });
  });

  it('lets those who can wait wait for room', async () => {
    let lag = 11;
    const clock = new FakeClock();
    const intake = intakeOf({ log: new MemoryLog(), lag: () => lag, maxLag: 10, clock });
    const appended = intake.appendPatiently([encode(1)], new AbortController().signal);
    await clock.advanceToNext();
    lag = 0;
    await clock.advanceToNext();
    expect(await appended).toEqual({ firstOffset: 0, count: 1 });
  });

  it('takes nothing for a caller that has left', async () => {
    const log = new MemoryLog();
    const left = AbortSignal.abort(new Error('foi embora'));
    const intake = intakeOf({ log });
    await expect(intake.offer([1], left)).rejects.toThrow('foi embora');
    await expect(intake.appendPatiently([encode(1)], left)).rejects.toThrow('foi embora');
    expect(log.end).toBe(0);
  });
});
