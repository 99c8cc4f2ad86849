import type { Machine } from '../measure/machine.js';
import { atOnce, type Rate, type Rates, spreadOf, summarise } from './measure-rates.js';
import { report } from './report.js';
import { targetsOf } from './targets.js';

const machine: Machine = {
  cpu: 'abacus',
  cores: 2,
  memoryBytes: 2 ** 30,
  os: 'Linux 6',
  node: 'v20',
  packages: {},
  commit: 'abc',
  loadAverage: 0,
};
const rate = (share: number): Rate => ({
  perSecond: 200 * share,
  share,
  minShare: share,
  maxShare: share,
  ofLoops: { median: share + 0.01, min: share, max: 1 },
  inTasks: { median: share - 0.01, min: share - 0.02, max: share },
});
const rates = (pool: number, tcp = pool): Rates => ({
  taskMs: 10,
  n: 10_000_000,
  loopPerSecond: 100,
  sides: {
    loops: { ...rate(1), ofLoops: null },
    pool: rate(pool),
    tcp: rate(tcp),
    piscina: rate(0.9),
    workerpool: rate(0.8),
    process: { ...rate(0.1), inTasks: null },
  },
});

it('compares rates of one round with each other', () => {
  expect(summarise([190, 160, 100], [100, 80, 50], 2)).toEqual({
    perSecond: 160,
    share: 1,
    minShare: 0.95,
    maxShare: 1,
  });
});

it('knows a spread only when every round is known', () => {
  expect(spreadOf([0.9, 0.8, 0.95])).toEqual({ median: 0.9, min: 0.8, max: 0.95 });
  expect(spreadOf([0.9, undefined])).toBeNull();
  expect(spreadOf([])).toBeNull();
});

it('takes loops at once for what they do together, though one of them is slower', () => {
  const ran = (seconds: number, inTasks?: number) => ({
    ...{ seconds, inTasks, cpuMicros: 1, p50Ms: 1, p99Ms: 1, wrong: 0, failure: undefined },
  });
  const both = atOnce([ran(1, 0.9), ran(2, 0.8)]);
  // Of 20 tasks ten each: 10 and 5 a second.
  expect(20 / both.seconds).toBeCloseTo(15);
  expect(both.inTasks).toBeCloseTo(0.85);
  expect(atOnce([ran(1, 0.9), ran(2)]).inTasks).toBeUndefined();
});

it('judges the pool and the port by their share, and the pool by its peers', () => {
  expect(targetsOf([rates(0.97, 0.9)], 2).map(({ got, met, limit }) => [got, met, limit])).toEqual([
    ['0.970', true, 'bare loops at once: 1.000; of these 0.980'],
    ['0.900', false, 'bare loops at once: 1.000; of these 0.910'],
    ['1.21', true, ''],
    ['9.70', true, ''],
  ]);
  expect(targetsOf([{ ...rates(0.1), taskMs: 3 }], 2).map(({ name }) => name)).toEqual([
    'pool over workerpool, 3 ms tasks',
    'pool over process, 3 ms tasks',
  ]);
});

it('tells everything that was measured, in tables', () => {
  const point = { workers: 2, concurrency: 4, perSecond: 1_234, p50Ms: 1, p99Ms: 2.5 };
  const figures = {
    rates: [rates(0.97)],
    handOverMicros: { pool: 20.04, piscina: 30, workerpool: 40 },
    sweep: [point],
    loads: [{ ...point, name: 'light', requests: 5, size: 10_000 }],
  };
  const text = report({ machine, parameters: '5 rounds', workers: 2, figures }, 'markdown');
  expect(text).toContain(
    '| our pool, in process | 194 | 0.97 (0.97–0.97) | 0.98 (0.97–1.00) | 0.96 (0.95–0.97) |',
  );
  expect(text).toContain('| 200 | 1.00 (1.00–1.00) |  | 0.99 (0.98–1.00) |');
  expect(text).toContain(
    '| a process per request | 20.0 | 0.10 (0.10–0.10) | 0.11 (0.10–1.00) | gone before asked |',
  );
  expect(text).toContain('| one bare loop: 10.0 ms a task | 100 |');
  expect(text).toContain('| pool | 20.0 |');
  expect(text).toContain('| 4 | 1,234 · 2.5 |');
  expect(text).toContain('saturation: 2 workers, 4 in flight: 1,234 tasks/s');
  expect(text).toContain('| light | 2 | 4 | 20 | 10000 | 1,234 | 1.00 | 2.50 |');
  expect(text).toContain('| pool, 10 ms tasks, share of 2 × one loop | ≥ 0.95 | 0.970 | met |');
});

it('says where the system does not tell how much of the cores got to tasks', () => {
  const { sides, ...rest } = rates(0.97);
  const untold = { ...rest, sides: { ...sides, tcp: { ...sides.tcp, inTasks: null } } };
  const figures = { rates: [untold], sweep: [], loads: [] };
  expect(report({ machine, parameters: '', workers: 2, figures }, 'text')).toMatch(
    /over TCP.* no schedstat here$/m,
  );
});
