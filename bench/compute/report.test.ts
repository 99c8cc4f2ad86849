import type { Machine } from '../measure/machine.js';
import { type Rate, type Rates, summarise } from './measure-rates.js';
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
const rate = (share: number): Rate => ({ perSecond: 200 * share, share, minShare: share, maxShare: share });
const rates = (pool: number, tcp = pool): Rates => ({
  taskMs: 10,
  n: 10_000_000,
  loopPerSecond: 100,
  sides: {
    loops: rate(1),
    pool: rate(pool),
    tcp: rate(tcp),
    piscina: rate(0.9),
    workerpool: rate(0.8),
    process: rate(0.1),
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

it('judges the pool and the port by their share, and the pool by its peers', () => {
  expect(targetsOf([rates(0.97, 0.9)], 2).map(({ got, met }) => [got, met])).toEqual([
    ['0.97', true],
    ['0.90', false],
    ['1.21', true],
    ['9.70', true],
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
  expect(text).toContain('| our pool, in process | 194 | 0.97 (0.97–0.97) |');
  expect(text).toContain('| pool | 20.0 |');
  expect(text).toContain('| 4 | 1,234 · 2.5 |');
  expect(text).toContain('saturation: 2 workers, 4 in flight: 1,234 tasks/s');
  expect(text).toContain('| light | 2 | 4 | 20 | 10000 | 1,234 | 1.00 | 2.50 |');
  expect(text).toContain('| pool, 10 ms tasks, share of 2 × one loop | ≥ 0.95 | 0.97 | met |');
});
