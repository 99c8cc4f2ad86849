import { CommandEngine, ComputeError, ioCommand } from '../../src/compute/index.js';
import { FakeClock } from '../../src/testing/index.js';

const noPool = {
  submit: () => {
    throw new ComputeError('OVERLOADED', 'cheia');
  },
  stats: () => ({ threads: 0, started: 0, busy: 0, queued: 0, maxQueue: 0, perThread: [] }),
};

/** An engine with one command, which waits until it is told to stop. */
function open() {
  const clock = new FakeClock();
  const signals: AbortSignal[] = [];
  const told: unknown[] = [];
  const wait = ioCommand<undefined, undefined>({
    read: () => undefined,
    run: (_, __, signal) => {
      signals.push(signal);
      return new Promise((resolve) => signal.addEventListener('abort', () => resolve('late')));
    },
  });
  const engine = new CommandEngine({ commands: { wait }, context: undefined, pool: noPool, clock });
  const caller = {
    answered: (value: unknown) => told.push(value),
    refused: ({ code }: ComputeError) => told.push(code),
  };
  const outcomes = () => engine.stats().commands.wait?.outcomes;
  return { engine, clock, signals, told, caller, outcomes };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('a command engine', () => {
  it('stops what is cancelled, counts it once, and tells its caller nothing', async () => {
    const { engine, clock, signals, told, caller, outcomes } = open();
    const running = engine.start('wait', {}, caller);
    running.cancel('gone');
    running.cancel('again');
    await settled();
    expect([signals[0]?.reason, told, clock.pending]).toEqual(['gone', [], 0]);
    expect(outcomes()).toEqual({ CANCELLED: 1 });
  });

  it('stops what is overdue, and drops what comes of it', async () => {
    const { engine, clock, signals, told, caller, outcomes } = open();
    const running = engine.start('wait', {}, caller, 50);
    clock.advance(50);
    expect(signals[0]?.reason).toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    running.cancel();
    await settled();
    expect(told).toEqual(['DEADLINE_EXCEEDED']);
    expect(outcomes()).toEqual({ DEADLINE_EXCEEDED: 1 });
  });

  it('throws what is refused at once', () => {
    const { engine, caller, told } = open();
    expect(() => engine.start('nada', {}, caller)).toThrow('não há o comando');
    expect([told, engine.stats().refused]).toEqual([[], 1]);
  });

  it('gives up a promised answer with the reason of the signal, aborted before or later', async () => {
    const { engine, outcomes } = open();
    const stop = new AbortController();
    const answer = engine.run('wait', {}, { signal: stop.signal });
    stop.abort(new Error('basta'));
    await expect(answer).rejects.toThrow('basta');
    await expect(engine.run('wait', {}, { signal: stop.signal })).rejects.toThrow('basta');
    expect(outcomes()).toEqual({ CANCELLED: 2 });
  });
});
