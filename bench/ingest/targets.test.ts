import type { LoadUsage } from './load-usage.js';
import { limitOf } from './load-usage.js';
import type { Big } from './measure-big.js';
import type { Throughput } from './measure-throughput.js';
import { type IngestFigures, targetsOf } from './targets.js';

const usage: LoadUsage = {
  seconds: 1,
  cores: 2,
  server: { main: 0.5, analysis: 0.4, others: 0.1 },
  simulators: 0.3,
  machine: 0.65,
};
const throughput = (finalisedPerSecond: number): Throughput => ({
  mode: 'stream',
  simulators: 1,
  sent: { items: 1, accepted: 1, repeated: 0, refusals: {} },
  ackedPerSecond: 1,
  finalisedPerSecond,
  usage,
  checked: [],
});
const big = (change: Partial<Big>): Big => ({
  stored: 10_000_000,
  resent: 0,
  storedPerSecond: 1,
  memory: {
    firstRssBytes: 1,
    lastRssBytes: 1,
    maxRssBytes: 1,
    rssBytesPerEvent: 0,
    heapBytesPerEvent: 0,
    flat: true,
  },
  usage,
  behindAtKill: 0,
  readySeconds: 9,
  checked: [],
  ...change,
});
const verdicts = (figures: IngestFigures): readonly boolean[] => targetsOf(figures).map(({ met }) => met);

it('goes by the best of all runs, and needs 150,000 a second', () => {
  expect(verdicts({ throughput: [throughput(149_999), throughput(3)] })).toEqual([false]);
  expect(verdicts({ throughput: [throughput(3), throughput(150_000)] })).toEqual([true]);
});

it('says nothing of parts that were not measured', () => {
  expect(targetsOf({})).toEqual([]);
});

it('needs a start below ten seconds and flat memory', () => {
  expect(verdicts({ big: big({}) })).toEqual([true, true]);
  expect(verdicts({ big: big({ readySeconds: 10 }) })).toEqual([true, false]);
  expect(verdicts({ big: big({ memory: { ...big({}).memory, flat: false } }) })).toEqual([false, true]);
});

it('does not judge memory over few events, and says when there are fewer than meant', () => {
  const targets = targetsOf({ big: big({ stored: 100_000 }) });
  expect(targets).toHaveLength(1);
  expect(targets[0]?.name).toContain('meant for 10,000,000');
});

it('counts a check that fails as missed', () => {
  const checked = [{ name: 'replay' as const, ok: false, said: '', seconds: 1 }];
  expect(verdicts({ big: big({ checked }) })).toEqual([true, true, false]);
});

it.each([
  ['all 2 cores', { machine: 0.95 }],
  ['main thread', { server: { main: 0.97, analysis: 0.4, others: 0.1 } }],
  ['analysis thread', { server: { main: 0.4, analysis: 0.93, others: 0.1 } }],
  ['no core is full', {}],
])('finds the limit: %s', (words, change) => {
  expect(limitOf({ ...usage, ...change })).toContain(words);
});

it('does not judge a check that could not be made', () => {
  const checked = [{ name: 'audit' as const, ok: undefined, said: 'skipped', seconds: 0 }];
  expect(verdicts({ big: big({ checked }) })).toEqual([true, true]);
});
