import { encodeFrame } from '../../src/compute/index.js';
import { FakeClock } from '../../src/testing/index.js';
import { bundledWorker, until } from './bundled-worker.js';
import { type OpenComputeOptions, openCompute, type RunningCompute } from './open-compute.js';
import { RawCaller } from './raw-caller.js';

const worker = bundledWorker();
let running: RunningCompute;
let callers: RawCaller[] = [];

const start = async (options: Partial<OpenComputeOptions> = {}): Promise<void> => {
  running = await openCompute({ worker, ...options });
};
const call = async (): Promise<RawCaller> => {
  const caller = await RawCaller.open(running.server.port);
  callers.push(caller);
  return caller;
};
/** The server still answers somebody new. */
const isWell = async (): Promise<void> => {
  const caller = await call();
  caller.send({ id: 'bem', cmd: 'compute', n: 100 });
  expect(await caller.heard(1)).toEqual([{ id: 'bem', result: 25 }]);
};
const busy = (): number => running.pool.stats().busy;
const outcomesOf = (command: string) => running.engine.stats().commands[command]?.outcomes;

afterEach(async () => {
  for (const caller of callers) caller.destroy();
  callers = [];
  await running.close();
});

describe('a compute server', () => {
  it('answers what was asked, with the id that came', async () => {
    await start();
    const caller = await call();
    caller.send({ id: 'a', cmd: 'compute', n: 500_000 });
    caller.send({ id: 7, cmd: 'compute', n: 10_000_000 });
    caller.send({ cmd: 'text', n: 2 });
    const answers = await caller.heard(3);
    expect(answers).toHaveLength(3);
    expect(answers).toEqual(
      expect.arrayContaining([
        { id: 'a', result: 41_538 },
        { id: 7, result: 664_579 },
        { id: null, result: 'xx' },
      ]),
    );
  });

  it('answers in the order in which requests end', async () => {
    let open = (): void => {};
    await start({ gate: { opened: new Promise<void>((resolve) => (open = resolve)) } });
    const caller = await call();
    caller.send({ id: 'espera', cmd: 'gate' });
    caller.send({ id: 'logo', cmd: 'compute', n: 10 });
    await caller.heard(1);
    open();
    expect((await caller.heard(2)).map(({ id }) => id)).toEqual(['logo', 'espera']);
  });

  it('takes many requests in flight on one connection', async () => {
    await start({ threads: 2 });
    const caller = await call();
    for (let id = 0; id < 500; id++) caller.send({ id, cmd: 'compute', n: id });
    const answers = await caller.heard(500);
    expect(new Set(answers.map(({ id }) => id)).size).toBe(500);
    expect(answers.find(({ id }) => id === 499)).toEqual({ id: 499, result: 95 });
  });

  it('understands requests cut at any byte, and several that come at once', async () => {
    await start();
    const caller = await call();
    const bytes = Buffer.concat(
      [1, 2].map((id) => encodeFrame(JSON.stringify({ id, cmd: 'compute', n: 100 }))),
    );
    const rounds = [...bytes.keys()];
    for (const at of rounds) {
      // Two writes are two packets: without delay, and the second only when the first has gone.
      await new Promise((resolve) => caller.socket.write(bytes.subarray(0, at), resolve));
      await new Promise((resolve) => caller.socket.write(bytes.subarray(at), resolve));
    }
    const answers = await caller.heard(2 * rounds.length);
    expect(answers.every(({ result }) => result === 25)).toBe(true);
  });

  it.each([
    ['is empty', Buffer.alloc(0), 'a mensagem está vazia'],
    ['is not UTF-8', Buffer.from([0xff, 0xfe]), 'a mensagem não está em UTF-8'],
    ['is not JSON', Buffer.from('{"id":'), 'a mensagem não está em JSON'],
    ['is no object', Buffer.from('[]'), 'a mensagem não é um objeto JSON'],
  ])('answers a frame that %s, and goes on', async (_, payload, message) => {
    await start();
    const caller = await call();
    caller.socket.write(encodeFrame(payload));
    caller.send({ id: 1, cmd: 'compute', n: 2 });
    expect(await caller.heard(2)).toEqual([
      { id: null, error: { code: 'BAD_REQUEST', message } },
      { id: 1, result: 1 },
    ]);
  });

  it.each([
    [{ id: 1, cmd: 'compute' }, 'BAD_REQUEST'],
    [{ id: 1, cmd: 'constructor' }, 'UNKNOWN_COMMAND'],
    [{ id: 1, cmd: '' }, 'UNKNOWN_COMMAND'],
    [{ id: 1, cmd: 'refuse' }, 'TOO_LARGE'],
    [{ id: 1, cmd: 'explode' }, 'INTERNAL'],
    [{ id: 1, cmd: 'die' }, 'INTERNAL'],
  ])('answers %j with %s, and goes on', async (request, code) => {
    await start();
    const caller = await call();
    caller.send(request);
    const [answer] = await caller.heard(1);
    expect([answer?.id, answer?.error?.code]).toEqual([1, code]);
    expect(answer?.error?.message).not.toContain('segredo');
    await isWell();
  });

  it('refuses an oversized frame when its length is there, and understands what comes after it', async () => {
    await start({ server: { limits: { maxFrameBytes: 100 } } });
    const caller = await call();
    const frame = encodeFrame(Buffer.alloc(101));
    caller.socket.write(frame.subarray(0, 4));
    expect(await caller.heard(1)).toEqual([
      { id: null, error: { code: 'TOO_LARGE', message: 'a mensagem tem 101 bytes; até 100' } },
    ]);
    caller.socket.write(frame.subarray(4));
    caller.send({ id: 2, cmd: 'compute', n: 10 });
    expect((await caller.heard(2))[1]).toEqual({ id: 2, result: 4 });
  });

  it('answers each of the thousands of frames without a request that one packet can hold', async () => {
    await start();
    const caller = await call();
    const frames = 16_384;
    caller.socket.write(Buffer.alloc(4 * frames));
    const answers = await caller.heard(frames);
    expect(answers).toHaveLength(frames);
    expect(answers.every(({ error }) => error?.code === 'BAD_REQUEST')).toBe(true);
    await isWell();
  });

  it('survives callers that hang up at every byte of a request', async () => {
    await start();
    const bytes = encodeFrame(JSON.stringify({ id: 1, cmd: 'compute', n: 100 }));
    for (let at = 0; at <= bytes.length; at += 1) {
      const caller = await call();
      await new Promise((resolve) => caller.socket.write(bytes.subarray(0, at), resolve));
      caller.socket.resetAndDestroy();
    }
    await until(() => running.server.open === 0);
    await isWell();
  });

  it.each(['destroy', 'end', 'resetAndDestroy'] as const)(
    'cancels what a caller asked for when it leaves by %s, running and waiting',
    async (leave) => {
      await start();
      const caller = await call();
      for (const id of [1, 2, 3]) caller.send({ id, cmd: 'spin' });
      await until(() => busy() === 1 && running.pool.stats().queued === 2);
      caller.socket[leave]();
      await until(() => busy() === 0 && running.pool.stats().queued === 0);
      expect(outcomesOf('spin')).toEqual({ CANCELLED: 3 });
      await isWell();
    },
  );

  it('answers OVERLOADED at once when the queue is full', async () => {
    await start({ maxQueue: 1 });
    const caller = await call();
    for (const id of [1, 2]) caller.send({ id, cmd: 'spin' });
    caller.send({ id: 3, cmd: 'compute', n: 1 });
    expect(await caller.heard(1)).toEqual([
      { id: 3, error: { code: 'OVERLOADED', message: 'a fila está cheia (1 à espera); tente de novo' } },
    ]);
  });

  it('reads the next request when one of too many in flight has its answer', async () => {
    let open = (): void => {};
    const opened = new Promise<void>((resolve) => (open = resolve));
    await start({ gate: { opened }, server: { limits: { maxInFlight: 2 } } });
    const caller = await call();
    for (const id of [1, 2]) caller.send({ id, cmd: 'gate' });
    for (const id of [3, 4, 5]) caller.send({ id, cmd: 'compute', n: 10 });
    await isWell();
    expect(outcomesOf('compute')).toEqual({ OK: 1 });
    open();
    expect((await caller.heard(5)).map(({ id }) => id).sort()).toEqual([1, 2, 3, 4, 5]);
  });

  it('keeps commands that wait out of the pool', async () => {
    await start({ maxQueue: 0 });
    const caller = await call();
    caller.send({ id: 1, cmd: 'spin' });
    caller.send({ id: 2, cmd: 'text', n: 1 });
    expect(await caller.heard(1)).toEqual([{ id: 2, result: 'x' }]);
  });

  it('ends a request at its deadline, whether it runs or waits', async () => {
    const clock = new FakeClock();
    await start({ clock });
    const caller = await call();
    caller.send({ id: 1, cmd: 'spin', deadline_ms: 50 });
    caller.send({ id: 2, cmd: 'compute', n: 10, deadline_ms: 40 });
    await until(() => clock.pending === 2 && busy() === 1);
    clock.advance(50);
    expect(await caller.heard(2)).toEqual([
      { id: 2, error: { code: 'DEADLINE_EXCEEDED', message: 'sem resultado em 40 ms' } },
      { id: 1, error: { code: 'DEADLINE_EXCEEDED', message: 'sem resultado em 50 ms' } },
    ]);
    await until(() => busy() === 0);
  });

  it('waits no longer than its own bound for a request without a deadline', async () => {
    const clock = new FakeClock();
    await start({ clock, maxDeadlineMs: 1_000, gate: { opened: new Promise(() => {}) } });
    const caller = await call();
    caller.send({ id: 1, cmd: 'gate' });
    await until(() => clock.pending === 1);
    clock.advance(1_000);
    expect((await caller.heard(1))[0]?.error?.code).toBe('DEADLINE_EXCEEDED');
  });

  it('reads no more from a caller that takes no answers, until it does', async () => {
    await start({ server: { limits: { maxInFlight: 8 } } });
    const caller = await call();
    caller.socket.pause();
    const [requests, bytes] = [400, 2 ** 16];
    for (let id = 0; id < requests; id++) caller.send({ id, cmd: 'text', n: bytes });
    // Some 26 MB of answers do not fit in what the systems of both sides buffer: the server stops reading.
    let before = -1;
    const answered = (): number => outcomesOf('text')?.OK ?? 0;
    while (answered() !== before || answered() === 0) {
      before = answered();
      for (let turn = 0; turn < 1_000; turn++) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(before).toBeLessThan(requests);
    await isWell();
    caller.socket.resume();
    const answers = await caller.heard(requests);
    expect(answers.map(({ id }) => id)).toEqual(Array.from({ length: requests }, (_, id) => id));
  });

  it('counts by command, with times in and out of the pool', async () => {
    await start();
    const caller = await call();
    caller.send({ id: 1, cmd: 'compute', n: 1_000 });
    caller.send({ id: 2, cmd: 'compute' });
    caller.send({ id: 3, cmd: 'nada' });
    await caller.heard(3);
    await until(() => running.engine.stats().commands.compute?.io.count === 1);
    const { commands, refused } = running.engine.stats();
    const { outcomes, queue, compute, io } = commands.compute ?? {};
    expect(outcomes).toEqual({ OK: 1, BAD_REQUEST: 1 });
    expect([queue?.count, compute?.count, io?.count]).toEqual([1, 1, 1]);
    expect(refused).toBe(1);
  });

  it('answers what is in flight when it closes, and refuses the rest', async () => {
    let open = (): void => {};
    await start({ gate: { opened: new Promise<void>((resolve) => (open = resolve)) } });
    const [caller, idle] = [await call(), await call()];
    caller.send({ id: 1, cmd: 'gate' });
    await until(() => running.server.open === 2);
    caller.send({ id: 2, cmd: 'compute', n: 10 });
    await caller.heard(1);
    const closed = running.server.close();
    await until(() => idle.closed);
    caller.send({ id: 3, cmd: 'compute', n: 10 });
    expect((await caller.heard(2))[1]).toMatchObject({ id: 3, error: { code: 'OVERLOADED' } });
    open();
    await closed;
    expect((await caller.heard(3))[2]).toEqual({ id: 1, result: 'aberta' });
  });

  it('cuts what has not ended within the grace when it closes', async () => {
    const clock = new FakeClock();
    await start({ server: { clock, limits: { drainGraceMs: 500 } } });
    const caller = await call();
    caller.send({ id: 1, cmd: 'spin' });
    await until(() => busy() === 1);
    const closed = running.server.close();
    clock.advance(500);
    await closed;
    await until(() => busy() === 0);
  });
});
