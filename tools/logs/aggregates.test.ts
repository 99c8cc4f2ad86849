import { FirstCauses } from './first-causes.js';
import type { Call } from './log-line.js';
import { MethodTallies } from './method-figures.js';
import { split } from './read-lines.js';
import { SlowestCalls } from './slowest-calls.js';

const call = (fields: Partial<Call> = {}): Call => ({
  time: '2026-03-02T12:00:00.000Z',
  service: 'cursos',
  method: 'A',
  status: 'INTERNAL',
  durationMs: 1,
  correlationId: 'c',
  via: undefined,
  why: undefined,
  ...fields,
});

it('keeps the slowest calls of many, slowest first', () => {
  const slowest = new SlowestCalls(3);
  for (const durationMs of [5, 1, 9, 7, 3, 8]) slowest.add(call({ durationMs }));
  expect(slowest.calls.map(({ durationMs }) => durationMs)).toEqual([9, 8, 7]);
});

it('keeps no slowest call when none is wanted', () => {
  const slowest = new SlowestCalls(0);
  slowest.add(call());
  expect(slowest.calls).toEqual([]);
});

it('counts together what would be more methods than any product has', () => {
  const tallies = new MethodTallies();
  for (let n = 0; n < 2_500; n += 1) tallies.add(call({ method: `M${n}` }));
  const figures = tallies.figures();
  expect(figures[0]).toMatchObject({ service: 'other', calls: 500 });
  expect(figures.length).toBe(2_001);
});

it('takes the shorter of two failures of one millisecond for the inner one', () => {
  const causes = new FirstCauses();
  causes.add(call({ service: 'gateway', durationMs: 4 }));
  causes.add(call({ service: 'midia', durationMs: 2 }));
  expect(causes.causes()[0]).toMatchObject({ first: { service: 'midia' }, seenAs: { service: 'gateway' } });
});

it('counts failures beyond its bound instead of following them', () => {
  const causes = new FirstCauses(2);
  for (const correlationId of ['a', 'b', 'c', 'a']) causes.add(call({ correlationId }));
  expect(causes.causes().map(({ requests }) => requests)).toEqual([2]);
  expect(causes.notFollowed).toBe(1);
});

it('puts lines together however they were cut, in the middle of a letter too', async () => {
  const text = 'ação\nfólio\n\nfim';
  const bytes = Buffer.from(text);
  for (let size = 1; size <= bytes.length; size += 1) {
    const seen: string[] = [];
    const chunks = async function* () {
      for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
    };
    await split(chunks(), { lines: (piece) => seen.push(piece), tooLong: () => {}, progress: () => {} });
    expect(seen.join('')).toBe(text);
    expect(seen.slice(0, -1).every((piece) => piece.endsWith('\n'))).toBe(true);
  }
});

it('drops a line that is too long, whole, and reads on', async () => {
  const chunks = async function* () {
    for (let i = 0; i < 3; i += 1) yield Buffer.alloc(600_000, 'x');
    yield Buffer.from('x\nnext\n');
  };
  const seen: string[] = [];
  let tooLong = 0;
  await split(chunks(), {
    lines: (piece) => seen.push(piece),
    tooLong: () => {
      tooLong += 1;
    },
    progress: () => {},
  });
  expect([seen, tooLong]).toEqual([['next\n'], 1]);
});
